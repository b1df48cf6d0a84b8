# language: vi
Tính năng: Cơ quan kết thúc giữa năm, việc chưa xong có nơi tiếp nhận
  Từ ngày 01/7/2025 không còn cấp huyện, 63 tỉnh còn 34, xã được sắp xếp lại. Đợt mở tháng 01/2025 chạy tiếp:
  việc chưa xong sang nơi tiếp nhận theo danh mục cơ quan, việc đã xong vẫn của nơi đã làm.

  Bối cảnh:
    Biết đợt triển khai năm 2025 của "ct-33-ttg-2021" đã được mở vào ngày 15/01/2025
    Và hôm nay là ngày 01/06/2025
    Và "UBND tỉnh Kiên Giang" đã lập kế hoạch kỳ "năm" vào ngày 01/06/2025 bằng văn bản số "12/KH-UBND"
    Và "Quận 10" đã lập kế hoạch kỳ "6 tháng" vào ngày 01/06/2025 bằng văn bản số "13/KH-UBND"
    Và "Quận 10" đã thực hiện kỳ "6 tháng" vào ngày 01/06/2025
    Và "Quận 10" đã báo cáo kỳ "6 tháng" vào ngày 01/06/2025
    Và hôm nay là ngày 05/07/2025

  Kịch bản: Nơi tiếp nhận duy nhất làm tiếp, nơi không còn ai tiếp nhận thì miễn
    Khi "Thủ tướng Chính phủ" bàn giao việc chưa xong của các cơ quan kết thúc trước ngày 01/07/2025 cho mọi nơi tiếp nhận vì "sắp xếp chính quyền địa phương hai cấp"
    Thì bàn giao 96 nhiệm vụ, miễn 45 nhiệm vụ, có 104 nhiệm vụ tiếp nhận
    Và việc kỳ "năm" của "UBND tỉnh Kiên Giang" đã bàn giao cho "UBND tỉnh An Giang"
    Và "Quận 10" kỳ "6 tháng" ở trạng thái "đã báo cáo"
    Và "Quận 10" kỳ "năm" có tình trạng "được miễn"
    Và không còn ai chờ cơ quan đã kết thúc trước ngày 01/07/2025

  Kịch bản: Cơ quan đã kết thúc không làm tiếp được
    Khi "Thủ tướng Chính phủ" bàn giao việc chưa xong của các cơ quan kết thúc trước ngày 01/07/2025 cho mọi nơi tiếp nhận vì "sắp xếp chính quyền địa phương hai cấp"
    Và "UBND tỉnh Kiên Giang" thực hiện kỳ "năm" vào ngày 04/07/2025
    Thì bị từ chối vì "việc đã bàn giao"
    Và người làm được là "UBND tỉnh An Giang"

  Kịch bản: Nhìn lại trước ngày bàn giao thì như trước
    Khi "Thủ tướng Chính phủ" bàn giao việc chưa xong của các cơ quan kết thúc trước ngày 01/07/2025 cho mọi nơi tiếp nhận vì "sắp xếp chính quyền địa phương hai cấp"
    Và xem lại cuối ngày 30/06/2025
    Thì lúc đó đợt triển khai có 284 nhiệm vụ
    Và "UBND tỉnh Kiên Giang" kỳ "năm" ở trạng thái "đã có kế hoạch"
