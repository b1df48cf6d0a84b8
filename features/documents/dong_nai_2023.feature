# language: vi
Tính năng: Công văn 4666/UBND-KGVX của tỉnh Đồng Nai
  Tỉnh chuyển công văn 1432 cho Sở Nội vụ: Sở chủ trì, soạn báo cáo theo thời gian Bộ Nội vụ đề nghị.

  Quy tắc: Công văn có hiệu lực từ ngày 15/05/2023

    Kịch bản: Trước ngày ấy Sở chưa được giao việc, đến ngày ấy thì tỉnh ban hành
      Biết đợt triển khai năm 2023 của "ct-33-ttg-2021" đã được mở vào ngày 05/04/2023
      Thì văn bản "cv-4666-dong-nai-2023" có hiệu lực từ ngày 15/05/2023
      Và "Sở Nội vụ tỉnh Đồng Nai" kỳ "6 tháng" ở trạng thái "chờ văn bản"
      Khi "UBND tỉnh Đồng Nai" ban hành "cv-4666-dong-nai-2023"
      Thì bị từ chối vì "ngày chưa tới"
      Khi đến ngày 16/05/2023
      Và "UBND tỉnh Đồng Nai" ban hành "cv-4666-dong-nai-2023"
      Thì "Sở Nội vụ tỉnh Đồng Nai" kỳ "6 tháng" ở trạng thái "đã giao"
      Và dòng lịch sử cuối của "Sở Nội vụ tỉnh Đồng Nai" kỳ "6 tháng" ghi ngày 15/05/2023

  Quy tắc: Hạn là hạn của Bộ Nội vụ (đoạn 2)

    Bối cảnh:
      Biết đợt triển khai năm 2023 của "ct-33-ttg-2021" đã được mở

    Khung kịch bản: Sở Nội vụ soạn, tỉnh ký gửi Bộ
      Thì hạn của "Sở Nội vụ tỉnh Đồng Nai" kỳ "<kỳ>" là ngày <ngày>
      Và hạn tổng hợp của "UBND tỉnh Đồng Nai" kỳ "<kỳ>" là ngày <ngày>
      Và báo cáo của "UBND tỉnh Đồng Nai" kỳ "<kỳ>" do "Sở Nội vụ tỉnh Đồng Nai" soạn
      Và báo cáo của "Sở Nội vụ tỉnh Đồng Nai" kỳ "<kỳ>" do "UBND tỉnh Đồng Nai" tổng hợp
      Và báo cáo của "UBND tỉnh Đồng Nai" kỳ "<kỳ>" gửi "Bộ Nội vụ"
      Và báo cáo của "UBND tỉnh Đồng Nai" kỳ "<kỳ>" do "Bộ Nội vụ" tổng hợp

      Dữ liệu:
        | kỳ      | ngày       |
        | 6 tháng | 29/05/2023 |
        | năm     | 14/12/2023 |

  Quy tắc: “Tham mưu báo cáo” là soạn, không phải tổng hợp: không sở, huyện nào phải báo cáo cho Sở

    Bối cảnh:
      Biết đợt triển khai năm 2023 của "ct-33-ttg-2021" đã được mở

    Kịch bản: Tỉnh chờ Sở, Sở không chờ ai
      Thì "Sở Nội vụ tỉnh Đồng Nai" kỳ "6 tháng" không bị chặn
      Và điểm nghẽn của "UBND tỉnh Đồng Nai" kỳ "6 tháng" là "Sở Nội vụ tỉnh Đồng Nai"

    Kịch bản: Sở trình dự thảo xong thì tỉnh hết bị chặn
      Biết "Sở Nội vụ tỉnh Đồng Nai" đã thực hiện kỳ "6 tháng" vào ngày 20/05/2023
      Khi "Sở Nội vụ tỉnh Đồng Nai" báo cáo kỳ "6 tháng" vào ngày 25/05/2023
      Thì các báo cáo tổng hợp hết bị chặn là "UBND tỉnh Đồng Nai"
      Và "UBND tỉnh Đồng Nai" kỳ "6 tháng" không bị chặn
