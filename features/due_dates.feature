# language: vi
Tính năng: Hạn báo cáo
  "Trước ngày" không tính ngày đó; ngày nghỉ không dời hạn nếu văn bản không nói.

  Bối cảnh:
    Biết đợt triển khai năm 2023 của "ct-33-ttg-2021" đã được mở

  Khung kịch bản: Hạn của các cơ quan thuộc tỉnh Bình Định
    Thì hạn của "UBND huyện Tuy Phước" kỳ "<kỳ>" là ngày <ngày>

    Dữ liệu:
      | kỳ      | ngày       |
      | quý I   | 19/03/2023 |
      | 6 tháng | 19/06/2023 |
      | 9 tháng | 19/09/2023 |
      | năm     | 24/11/2023 |

  Kịch bản: Hạn mà Bộ Nội vụ đặt cho các tỉnh
    Thì hạn của "UBND tỉnh Bình Định" kỳ "6 tháng" là ngày 29/05/2023
    Và hạn của "UBND tỉnh Hà Giang" kỳ "năm" là ngày 14/12/2023
    Và "Bộ Nội vụ" kỳ "6 tháng" không có hạn

  Kịch bản: Qua ngày cuối mới là quá hạn
    Khi đến ngày 29/05/2023
    Thì "UBND tỉnh Hà Giang" kỳ "6 tháng" chưa quá hạn
    Khi đến ngày 30/05/2023
    Thì "UBND tỉnh Hà Giang" kỳ "6 tháng" quá hạn 1 ngày

  Kịch bản: Quá hạn tính cả ngày nghỉ, và cũng nói bao nhiêu ngày làm việc
    Khi đến ngày 05/06/2023
    Thì "UBND tỉnh Hà Giang" kỳ "6 tháng" quá hạn 7 ngày
    Và "UBND tỉnh Hà Giang" kỳ "6 tháng" quá hạn 5 ngày làm việc

  Kịch bản: Văn bản chỉ ghi "theo quy định" thì không có ngày nào để tính
    Thì hạn tổng hợp của "Sở Nội vụ tỉnh Bình Định" kỳ "6 tháng" chỉ ghi "theo quy định"
    Và "Sở Nội vụ tỉnh Bình Định" kỳ "6 tháng" không có hạn tổng hợp
    Biết đợt triển khai năm 2022 của "ct-33-ttg-2021" đã được mở
    Thì hạn của "ha-noi.ban-dan-toc" kỳ "một lần" chỉ ghi "theo quy định"
