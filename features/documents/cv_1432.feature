# language: vi
Tính năng: Công văn 1432/BNV-CTTN của Bộ Nội vụ
  Mỗi bộ, mỗi tỉnh lập kế hoạch năm, báo cáo Bộ Nội vụ 6 tháng và năm; Bộ Nội vụ tổng hợp báo cáo Thủ tướng.

  Bối cảnh:
    Biết đợt triển khai năm 2023 của "ct-33-ttg-2021" đã được mở vào ngày 05/04/2023

  Quy tắc: Công văn có hiệu lực từ ngày ban hành và giao việc cho mọi bộ, mọi tỉnh (Kính gửi)

    Kịch bản: Ai được giao việc
      Thì văn bản "cv-1432-bnv-2023" có hiệu lực từ ngày 03/04/2023
      Và văn bản "cv-1432-bnv-2023" giao việc cho "UBND tỉnh Hà Giang, UBND tỉnh Bình Định, Bộ Tài chính" ở kỳ "6 tháng"
      Và văn bản "cv-1432-bnv-2023" không giao việc cho "UBND huyện Tuy Phước"
      Và văn bản "cv-1432-bnv-2023" giao việc cho 93 cơ quan ở kỳ "6 tháng"
      Và "UBND tỉnh Hà Giang" không có nhiệm vụ kỳ "quý I"

    Kịch bản: Một tỉnh phải lập kế hoạch, thực hiện rồi báo cáo
      Thì "UBND tỉnh Hà Giang" kỳ "6 tháng" phải làm "lập kế hoạch, thực hiện, báo cáo"
      Và "UBND tỉnh Hà Giang" kỳ "6 tháng" làm được ngay "lập kế hoạch"
      Và "UBND tỉnh Hà Giang" còn 2 việc phải làm

  Quy tắc: Báo cáo gửi Bộ Nội vụ trước ngày 30/5 và 15/12; Bộ tổng hợp gửi Thủ tướng, không nêu hạn (mục 2)

    Khung kịch bản: Hạn báo cáo của một tỉnh không có văn bản riêng
      Thì hạn của "UBND tỉnh Hà Giang" kỳ "<kỳ>" là ngày <ngày>
      Và báo cáo của "UBND tỉnh Hà Giang" kỳ "<kỳ>" gửi "Bộ Nội vụ"
      Và báo cáo của "UBND tỉnh Hà Giang" kỳ "<kỳ>" do "Bộ Nội vụ" tổng hợp

      Dữ liệu:
        | kỳ      | ngày       |
        | 6 tháng | 29/05/2023 |
        | năm     | 14/12/2023 |

    Khung kịch bản: Tỉnh có cấp dưới báo cáo thì hạn ấy là hạn tổng hợp
      Thì hạn tổng hợp của "UBND tỉnh Bình Định" kỳ "<kỳ>" là ngày <ngày>
      Và "UBND tỉnh Bình Định" kỳ "<kỳ>" phải làm "lập kế hoạch, thực hiện, tổng hợp"

      Dữ liệu:
        | kỳ      | ngày       |
        | 6 tháng | 29/05/2023 |
        | năm     | 14/12/2023 |

    Khung kịch bản: Bộ Nội vụ tổng hợp gửi Thủ tướng
      Thì báo cáo của "Bộ Nội vụ" kỳ "<kỳ>" gửi "Thủ tướng"
      Và "Bộ Nội vụ" kỳ "<kỳ>" không có hạn tổng hợp
      Và báo cáo của "Bộ Nội vụ" kỳ "<kỳ>" không ai tổng hợp
      Và "Bộ Nội vụ" kỳ "<kỳ>" còn chờ 92 đầu vào

      Dữ liệu:
        | kỳ      |
        | 6 tháng |
        | năm     |

  Quy tắc: Bộ Nội vụ không tự lập kế hoạch hay báo cáo riêng, và chưa tổng hợp được khi còn nơi chưa báo cáo

    Kịch bản: Bộ không phải lập kế hoạch
      Khi "Bộ Nội vụ" lập kế hoạch kỳ "6 tháng"
      Thì bị từ chối vì "không phải làm việc này"

    Kịch bản: Bộ không phải báo cáo riêng
      Biết "Bộ Nội vụ" đã thực hiện kỳ "6 tháng"
      Khi "Bộ Nội vụ" báo cáo kỳ "6 tháng"
      Thì bị từ chối vì "không phải làm việc này"

    Kịch bản: Bộ chưa tổng hợp được
      Biết "Bộ Nội vụ" đã thực hiện kỳ "6 tháng"
      Khi "Bộ Nội vụ" tổng hợp kỳ "6 tháng"
      Thì bị từ chối vì "còn đầu vào chưa báo cáo"

  Quy tắc: Hạn ngày 30/5 đến trước ngày chốt số liệu 14/6, hạn ngày 15/12 sát ngày chốt (Nghị định 09/2019/NĐ-CP)

    Kịch bản: Những gì kiểm tra thấy
      Thì kiểm tra "cv-1432-bnv-2023" thấy "period-not-over" ở "mục 2"
      Và kiểm tra "cv-1432-bnv-2023" thấy "closing-gap" ở "mục 2"
      Và kiểm tra "cv-1432-bnv-2023" thấy "due-on-day-off" ở "mục 2"
      Và kiểm tra "cv-1432-bnv-2023" thấy "no-due-date" ở "mục 2"
      Và kiểm tra "cv-1432-bnv-2023" thấy "reading" ở "mục 1"
      Và kiểm tra "cv-1432-bnv-2023" không thấy lỗi
      Và đợt triển khai ghi kèm phát hiện "period-not-over"
