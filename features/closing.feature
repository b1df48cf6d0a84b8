# language: vi
Tính năng: Đóng một đợt triển khai
  Đợt đã xong, hoặc phần còn lại thôi không chờ nữa, thì cơ quan ban hành đóng đợt: không ghi nhận thêm được gì,
  việc của đợt không còn trong danh sách phải làm, mọi câu hỏi về đợt vẫn trả lời như trước. Đóng nhầm thì mở lại được.

  Bối cảnh:
    Biết đợt triển khai năm 2023 của "ct-33-ttg-2021" đã được mở vào ngày 10/04/2023
    Và hôm nay là ngày 31/12/2023

  Kịch bản: Còn việc chưa xong thì chưa đóng được
    Khi "Thủ tướng Chính phủ" đóng đợt vì "hết năm"
    Thì bị từ chối vì "đợt còn việc chưa xong"

  Kịch bản: Thôi không chờ việc còn lại thì đóng được, và không ghi nhận thêm được nữa
    Biết "Thủ tướng Chính phủ" đã đóng đợt, thôi không chờ việc còn lại, vì "hết năm"
    Khi "UBND tỉnh Bình Định" thực hiện kỳ "6 tháng"
    Thì bị từ chối vì "đợt đã đóng"

  Kịch bản: Mở lại thì làm tiếp được
    Biết "Thủ tướng Chính phủ" đã đóng đợt, thôi không chờ việc còn lại, vì "hết năm"
    Khi "Thủ tướng Chính phủ" mở lại đợt vì "còn báo cáo bổ sung"
    Và "Bộ Công an" lập kế hoạch kỳ "6 tháng" bằng văn bản số "9/KH-BCA"
    Thì "Bộ Công an" kỳ "6 tháng" ở trạng thái "đã có kế hoạch"
