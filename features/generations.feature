# language: vi
Tính năng: Năm có sắp xếp bộ máy, mỗi kỳ giao cho cơ quan đang giữ việc vào ngày việc phải xong
  Ngày 01/3/2025 hợp nhất các bộ, sở; ngày 01/7/2025 không còn cấp huyện, 63 tỉnh còn 34. Tên cơ quan, cấp hành
  chính và số cơ quan trong văn bản được hiểu theo ngày cuối còn đúng hạn của từng kỳ, không theo ngày đầu năm.

  Bối cảnh:
    Biết đợt triển khai năm 2025 của "ct-33-ttg-2021" đã được mở vào ngày 15/01/2025

  Kịch bản: Cấp huyện báo cáo 6 tháng, không có việc kỳ năm
    Thì "Quận 10" kỳ "6 tháng" ở trạng thái "đã giao"
    Và "Quận 10" không có nhiệm vụ kỳ "năm"
    Và đợt triển khai ghi kèm phát hiện "tier-gone"

  Kịch bản: Tỉnh sáp nhập báo cáo 6 tháng, tỉnh mới báo cáo năm
    Thì "UBND tỉnh Kiên Giang" kỳ "6 tháng" ở trạng thái "đã giao"
    Và "UBND tỉnh Kiên Giang" không có nhiệm vụ kỳ "năm"
    Và "UBND tỉnh An Giang" kỳ "6 tháng" ở trạng thái "đã giao"
    Và "UBND tỉnh An Giang" kỳ "năm" ở trạng thái "đã giao"

  Kịch bản: Sở đã hợp nhất trước hạn thì sở tiếp nhận toàn bộ việc báo cáo từ kỳ đầu
    Thì "Sở Nông nghiệp và Môi trường Thành phố Hồ Chí Minh" kỳ "6 tháng" chủ đề "khong-xa-rac" ở trạng thái "đã giao"
    Và "Sở Tài nguyên và Môi trường Thành phố Hồ Chí Minh" không có nhiệm vụ kỳ "6 tháng"
    Và đợt triển khai ghi kèm phát hiện "agency-succeeded"

  Kịch bản: Sở Nội vụ chờ những cơ quan của ngày hạn
    Thì "Sở Nội vụ Thành phố Hồ Chí Minh" kỳ "6 tháng" còn chờ 41 đầu vào
    Và "Sở Nội vụ Thành phố Hồ Chí Minh" kỳ "năm" còn chờ 18 đầu vào

  Kịch bản: Kỳ năm không còn việc phải bàn giao
    Biết hôm nay là ngày 05/07/2025
    Khi "Thủ tướng Chính phủ" bàn giao việc chưa xong của các cơ quan kết thúc trước ngày 01/07/2025 cho mọi nơi tiếp nhận vì "sắp xếp chính quyền địa phương hai cấp"
    Thì bàn giao 31 nhiệm vụ, miễn 21 nhiệm vụ, có 36 nhiệm vụ tiếp nhận
    Và "UBND tỉnh An Giang" kỳ "năm" ở trạng thái "đã giao"
    Và không còn ai chờ cơ quan đã kết thúc trước ngày 01/07/2025
