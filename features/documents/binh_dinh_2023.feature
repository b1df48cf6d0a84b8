# language: vi
Tính năng: Kế hoạch công tác dân vận chính quyền năm 2023 của tỉnh Bình Định
  Sở, ngành và huyện báo cáo tỉnh qua Sở Nội vụ bốn lần trong năm; Sở Nội vụ tổng hợp.

  Bối cảnh:
    Biết đợt triển khai năm 2023 của "ct-33-ttg-2021" đã được mở vào ngày 05/04/2023

  Quy tắc: Bản thu thập được để trống số và ngày, nên kế hoạch chờ ban hành

    Kịch bản: Việc của cấp dưới chờ kế hoạch
      Thì văn bản "kh-binh-dinh-2023" chờ ban hành
      Và "UBND huyện Tuy Phước" kỳ "6 tháng" ở trạng thái "chờ văn bản"
      Và "UBND huyện Tuy Phước" kỳ "6 tháng" chưa làm được gì
      Và "UBND huyện Tuy Phước" kỳ "6 tháng" chờ "UBND tỉnh Bình Định"
      Và lịch sử của "UBND huyện Tuy Phước" kỳ "6 tháng" trống
      Và kiểm tra "kh-binh-dinh-2023" thấy "missing-number" ở "đầu văn bản"
      Và kiểm tra "kh-binh-dinh-2023" thấy "missing-date" ở "đầu văn bản"

    Kịch bản: Ban hành kế hoạch thì việc được giao, và tỉnh có kế hoạch của mình
      Khi đến ngày 12/04/2023
      Và "UBND tỉnh Bình Định" ban hành "kh-binh-dinh-2023" số "45/KH-UBND" ngày 10/04/2023
      Thì 125 nhiệm vụ được giao đi
      Và "UBND tỉnh Bình Định" kỳ "6 tháng" ở trạng thái "đã có kế hoạch"
      Và "UBND huyện Tuy Phước" kỳ "6 tháng" làm được ngay "lập kế hoạch"
      Và dòng lịch sử cuối của "UBND huyện Tuy Phước" kỳ "6 tháng" ghi văn bản số "45/KH-UBND"

  Quy tắc: Sở, ngành, huyện báo cáo trước ngày 20 tháng 3, 6, 9 và trước ngày 25 tháng 11 (III.2.b)

    Khung kịch bản: Hạn, nơi gửi và nơi tổng hợp
      Thì hạn của "UBND huyện Tuy Phước" kỳ "<kỳ>" là ngày <ngày>
      Và báo cáo của "UBND huyện Tuy Phước" kỳ "<kỳ>" gửi "UBND tỉnh Bình Định"
      Và báo cáo của "UBND huyện Tuy Phước" kỳ "<kỳ>" do "Sở Nội vụ tỉnh Bình Định" tổng hợp
      Và hạn của "Sở Nội vụ tỉnh Bình Định" kỳ "<kỳ>" là ngày <ngày>
      Và "Sở Nội vụ tỉnh Bình Định" kỳ "<kỳ>" không có hạn tổng hợp

      Dữ liệu:
        | kỳ      | ngày       |
        | quý I   | 19/03/2023 |
        | 6 tháng | 19/06/2023 |
        | 9 tháng | 19/09/2023 |
        | năm     | 24/11/2023 |

    Kịch bản: Ai được giao việc
      Thì văn bản "kh-binh-dinh-2023" giao việc cho "Sở Nội vụ tỉnh Bình Định, UBND huyện Tuy Phước, UBND huyện Hoài Ân"
      Và văn bản "kh-binh-dinh-2023" không giao việc cho "UBND tỉnh Hà Giang"
      Và văn bản "kh-binh-dinh-2023" giao việc chủ đề "kiem-tra" cho "Sở Nội vụ tỉnh Bình Định"
      Và văn bản "kh-binh-dinh-2023" giao việc chủ đề "kiem-tra" cho 1 cơ quan
      Và văn bản "kh-binh-dinh-2023" giao việc cho 31 cơ quan ở kỳ "6 tháng"

  Quy tắc: Báo cáo tổng hợp 6 tháng và năm đi tiếp lên Bộ, quý I và 9 tháng dừng ở tỉnh

    Khung kịch bản: Ai chờ báo cáo tổng hợp của Sở Nội vụ
      Thì báo cáo của "Sở Nội vụ tỉnh Bình Định" kỳ "<kỳ>" do "UBND tỉnh Bình Định" tổng hợp
      Và báo cáo của "UBND tỉnh Bình Định" kỳ "<kỳ>" do "Bộ Nội vụ" tổng hợp

      Dữ liệu:
        | kỳ      |
        | 6 tháng |
        | năm     |

    Khung kịch bản: Không ai ở trên yêu cầu
      Thì báo cáo của "Sở Nội vụ tỉnh Bình Định" kỳ "<kỳ>" không ai tổng hợp
      Và "UBND tỉnh Bình Định" không có nhiệm vụ kỳ "<kỳ>"

      Dữ liệu:
        | kỳ      |
        | quý I   |
        | 9 tháng |

    Kịch bản: Báo cáo tổng hợp của Sở Nội vụ gửi cả Ban Dân vận Tỉnh ủy
      Thì báo cáo của "Sở Nội vụ tỉnh Bình Định" kỳ "6 tháng" gửi "UBND tỉnh Bình Định, binh-dinh.ban-dan-van-tinh-uy"

  Quy tắc: Hạn của huyện đến sau hạn của tỉnh, nên tỉnh không thể đúng hạn (Nghị định 09/2019/NĐ-CP, Điều 8 khoản 5)

    Kịch bản: Những gì kiểm tra thấy
      Thì kiểm tra "kh-binh-dinh-2023" thấy "deadline-inversion" ở "III.2.b"
      Và kiểm tra "kh-binh-dinh-2023" thấy "period-not-over" ở "III.2.b"
      Và kiểm tra "kh-binh-dinh-2023" thấy "unresolved-reference" ở "III.1.a"
      Và kiểm tra "kh-binh-dinh-2023" không thấy lỗi
      Và đợt triển khai ghi kèm phát hiện "deadline-inversion"

    Kịch bản: Đúng hạn của huyện thì tỉnh đã quá hạn
      Biết mọi cơ quan được "kh-binh-dinh-2023" giao báo cáo kỳ "6 tháng" đều đã báo cáo
      Khi đến ngày 19/06/2023
      Thì thời hạn của "UBND huyện Tuy Phước" kỳ "6 tháng" là "xong đúng hạn"
      Và thời hạn của "UBND tỉnh Bình Định" kỳ "6 tháng" là "quá hạn"
      Và "UBND tỉnh Bình Định" kỳ "6 tháng" quá hạn 21 ngày

  Quy tắc: Kế hoạch kiểm tra của Sở Nội vụ chỉ cần lập, không phải báo cáo (III.1.b)

    Kịch bản: Xong khi có kế hoạch
      Thì "Sở Nội vụ tỉnh Bình Định" kỳ "một lần" chủ đề "kiem-tra" phải làm "lập kế hoạch"
      Và "Sở Nội vụ tỉnh Bình Định" kỳ "một lần" chủ đề "kiem-tra" không có hạn
