# language: vi
Tính năng: Kế hoạch dân vận năm 2024 của Quận 10
  Phòng, ban và 14 phường báo cáo quận qua Phòng Nội vụ; quận báo cáo Thành phố qua Sở Nội vụ Thành phố.

  Bối cảnh:
    Biết đợt triển khai năm 2024 của "ct-33-ttg-2021" đã được mở

  Quy tắc: Kế hoạch chỉ áp dụng năm 2024, và chờ số và ngày

    Kịch bản: Chờ ban hành
      Thì văn bản "kh-quan-10-2024" chờ ban hành
      Và kiểm tra "kh-quan-10-2024" thấy "missing-number"
      Và kiểm tra "kh-quan-10-2024" thấy "missing-date"
      Khi "UBND Quận 10" ban hành "kh-quan-10-2024" số "60/KH-UBND" ngày 18/03/2024
      Thì bị từ chối vì "ngày văn bản quá sớm"

    Kịch bản: Ban hành thì mọi phòng, mọi phường được giao việc
      Khi "UBND Quận 10" ban hành "kh-quan-10-2024" số "60/KH-UBND" ngày 20/03/2024
      Thì "UBND Phường 14, Quận 10" kỳ "6 tháng" ở trạng thái "đã giao"

  Quy tắc: Báo cáo quý I, 6 tháng, 9 tháng và năm, không nêu ngày (III.9)

    Khung kịch bản: Bốn kỳ, năm cấp
      Thì "ho-chi-minh.quan-10.phuong-14" kỳ "<kỳ>" không có hạn
      Và báo cáo của "ho-chi-minh.quan-10.phuong-14" kỳ "<kỳ>" gửi "UBND Quận 10"
      Và báo cáo của "ho-chi-minh.quan-10.phuong-14" kỳ "<kỳ>" do "Phòng Nội vụ Quận 10" tổng hợp
      Và báo cáo của "Phòng Nội vụ Quận 10" kỳ "<kỳ>" do "UBND Quận 10" tổng hợp
      Và "Phòng Nội vụ Quận 10" kỳ "<kỳ>" không có hạn tổng hợp
      Và báo cáo của "UBND Quận 10" kỳ "<kỳ>" gửi "UBND Thành phố Hồ Chí Minh"

      Dữ liệu:
        | kỳ      |
        | quý I   |
        | 6 tháng |
        | 9 tháng |
        | năm     |

    Kịch bản: Báo cáo 6 tháng của quận đi tiếp lên Thành phố và lên Bộ
      Thì báo cáo của "UBND Quận 10" kỳ "6 tháng" do "Sở Nội vụ Thành phố Hồ Chí Minh" tổng hợp
      Và hạn tổng hợp của "UBND Quận 10" kỳ "6 tháng" là ngày 09/05/2024
      Và báo cáo của "UBND Quận 10" kỳ "6 tháng" do "Phòng Nội vụ Quận 10" soạn

    Khung kịch bản: Báo cáo quý I và 9 tháng của quận không ai ở Thành phố yêu cầu
      Thì báo cáo của "UBND Quận 10" kỳ "<kỳ>" không ai tổng hợp
      Và "UBND Quận 10" kỳ "<kỳ>" không có hạn tổng hợp
      Và kiểm tra "kh-quan-10-2024" thấy "unconsumed-report" ở "III.1 đoạn 2"

      Dữ liệu:
        | kỳ      |
        | quý I   |
        | 9 tháng |

    Kịch bản: Một phường chưa báo cáo chặn mọi tầng trên nó
      Biết mọi cơ quan được "kh-quan-10-2024" giao báo cáo kỳ "6 tháng" đều đã báo cáo, trừ "ho-chi-minh.quan-10.phuong-14, UBND Quận 10"
      Khi đến ngày 10/06/2024
      Thì điểm nghẽn của "UBND Quận 10" kỳ "6 tháng" là "ho-chi-minh.quan-10.phuong-14"
      Và "ho-chi-minh.quan-10.phuong-14" là một điểm nghẽn của "Bộ Nội vụ" kỳ "6 tháng"
      Và "ho-chi-minh.quan-10.phuong-14" đang chặn 5 báo cáo tổng hợp kỳ "6 tháng"

    Kịch bản: Phường báo cáo xong thì lần lượt từng tầng tổng hợp được, đến Bộ Nội vụ
      Biết mọi cơ quan được "kh-quan-10-2024" giao báo cáo kỳ "6 tháng" đều đã báo cáo, trừ "ho-chi-minh.quan-10.phuong-14, UBND Quận 10"
      Và mọi cơ quan được "kh-246-tphcm-2022" giao báo cáo kỳ "6 tháng" đều đã báo cáo, trừ "UBND Quận 10, UBND Thành phố Hồ Chí Minh"
      Và mọi cơ quan được "cv-1432-bnv-2023" giao báo cáo kỳ "6 tháng" đều đã báo cáo, trừ "UBND Thành phố Hồ Chí Minh, Bộ Nội vụ"
      Và "UBND Quận 10" đã thực hiện kỳ "6 tháng"
      Và "UBND Thành phố Hồ Chí Minh" đã thực hiện kỳ "6 tháng"
      Và "Bộ Nội vụ" đã thực hiện kỳ "6 tháng"
      Thì "Bộ Nội vụ" kỳ "6 tháng" còn chờ 1 đầu vào
      Và "Bộ Nội vụ" kỳ "6 tháng" chờ "ho-chi-minh.quan-10.phuong-14"
      Biết "ho-chi-minh.quan-10.phuong-14" đã thực hiện kỳ "6 tháng"
      Khi "ho-chi-minh.quan-10.phuong-14" báo cáo kỳ "6 tháng"
      Thì các báo cáo tổng hợp hết bị chặn là "Phòng Nội vụ Quận 10"
      Khi "Phòng Nội vụ Quận 10" tổng hợp kỳ "6 tháng"
      Thì các báo cáo tổng hợp hết bị chặn là "UBND Quận 10"
      Khi "UBND Quận 10" tổng hợp kỳ "6 tháng"
      Thì các báo cáo tổng hợp hết bị chặn là "Sở Nội vụ Thành phố Hồ Chí Minh"
      Khi "Sở Nội vụ Thành phố Hồ Chí Minh" tổng hợp kỳ "6 tháng"
      Thì các báo cáo tổng hợp hết bị chặn là "UBND Thành phố Hồ Chí Minh"
      Khi "UBND Thành phố Hồ Chí Minh" tổng hợp kỳ "6 tháng"
      Thì các báo cáo tổng hợp hết bị chặn là "Bộ Nội vụ"
      Khi "Bộ Nội vụ" tổng hợp kỳ "6 tháng"
      Thì "Bộ Nội vụ" kỳ "6 tháng" ở trạng thái "đã tổng hợp"
      Và có 0 báo cáo tổng hợp bị chặn ở kỳ "6 tháng"

  Quy tắc: Văn phòng UBND quận báo cáo tiếp công dân riêng, 6 tháng và năm (III.3)

    Khung kịch bản: Việc chuyên đề
      Thì "ho-chi-minh.quan-10.van-phong-ubnd" kỳ "<kỳ>" chủ đề "tiep-cong-dan" phải làm "lập kế hoạch, thực hiện, báo cáo"
      Và "ho-chi-minh.quan-10.van-phong-ubnd" kỳ "<kỳ>" chủ đề "tiep-cong-dan" không có hạn

      Dữ liệu:
        | kỳ      |
        | 6 tháng |
        | năm     |
