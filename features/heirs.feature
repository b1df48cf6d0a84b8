# language: vi
Tính năng: Văn bản còn hiệu lực khi cơ quan được nêu tên không còn
  Kế hoạch 246/KH-UBND năm 2022 không nêu ngày hết hiệu lực. Năm 2026 một nửa những cơ quan được giao việc đã
  hợp nhất hoặc không còn; ai tiếp nhận toàn bộ việc thì làm tiếp (Nghị quyết 190/2025/QH15).

  Bối cảnh:
    Biết đợt triển khai năm 2026 của "ct-33-ttg-2021" đã được mở
    Và hôm nay là ngày 05/01/2026

  Kịch bản: Cơ quan tiếp nhận toàn bộ việc làm thay
    Thì đợt triển khai ghi kèm phát hiện "agency-succeeded"
    Và "Sở Nông nghiệp và Môi trường Thành phố Hồ Chí Minh" kỳ "6 tháng" ở trạng thái "đã giao"
    Và "Sở Nông nghiệp và Môi trường Thành phố Hồ Chí Minh" kỳ "6 tháng" chủ đề "khong-xa-rac" ở trạng thái "đã giao"

  Kịch bản: Câu trả lời ghi kèm tên cơ quan được nêu trong văn bản
    Thì "Sở Nông nghiệp và Môi trường Thành phố Hồ Chí Minh" được ghi kèm tên trước đây là "Sở Tài nguyên và Môi trường Thành phố Hồ Chí Minh"

  Kịch bản: Cấp huyện không còn, văn bản không nói nay là ai
    Thì đợt triển khai ghi kèm phát hiện "tier-gone"

  Kịch bản: Sở Nội vụ Thành phố chờ đủ 18 báo cáo
    Thì "Sở Nội vụ Thành phố Hồ Chí Minh" kỳ "6 tháng" còn chờ 18 đầu vào
