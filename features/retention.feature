# language: vi
Tính năng: Lưu trữ năm đã xong và giữ năm tại chỗ
  Năm nào mọi đợt đã đóng thì lưu trữ được trọn vẹn vào một tệp riêng, hỏi lại được như trước; không có gì bị xóa.
  Năm đang thanh tra, kiện tụng thì giữ tại chỗ, có lý do, cho đến khi thôi giữ.

  Bối cảnh:
    Biết đợt triển khai năm 2023 của "ct-33-ttg-2021" đã được mở vào ngày 10/04/2023
    Và hôm nay là ngày 12/04/2023
    Và "Bộ Công an" đã lập kế hoạch kỳ "6 tháng" bằng văn bản số "9/KH-BCA"
    Và hôm nay là ngày 31/12/2023

  Kịch bản: Năm còn đợt chưa đóng thì chưa lưu trữ
    Khi năm 2023 được lưu trữ
    Thì bị từ chối vì "năm còn đợt chưa đóng"

  Kịch bản: Năm đã lưu trữ thì hỏi lại được từ tệp lưu trữ
    Biết "Thủ tướng Chính phủ" đã đóng đợt, thôi không chờ việc còn lại, vì "hết năm"
    Khi năm 2023 được lưu trữ
    Và bản sao lưu được khôi phục
    Thì "Bộ Công an" kỳ "6 tháng" ở trạng thái "đã có kế hoạch"
    Và mọi điều trong cơ sở dữ liệu khớp với lịch sử

  Kịch bản: Năm không có đợt nào thì không có gì để lưu trữ
    Khi năm 2022 được lưu trữ
    Thì bị từ chối vì "năm không có đợt nào"

  Kịch bản: Giữ tại chỗ chỉ một lần
    Khi năm 2023 được giữ tại chỗ vì "thanh tra"
    Và năm 2023 được giữ tại chỗ vì "kiện tụng"
    Thì bị từ chối vì "năm đang được giữ tại chỗ"

  Kịch bản: Không giữ thì không thôi giữ được
    Khi năm 2023 thôi giữ tại chỗ vì "thanh tra xong"
    Thì bị từ chối vì "năm không bị giữ tại chỗ"

  Kịch bản: Giữ tại chỗ rồi thôi giữ đều được ghi lại
    Khi năm 2023 được giữ tại chỗ vì "thanh tra"
    Và năm 2023 thôi giữ tại chỗ vì "thanh tra xong"
    Thì mọi điều trong cơ sở dữ liệu khớp với lịch sử
