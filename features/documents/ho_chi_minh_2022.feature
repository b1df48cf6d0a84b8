# language: vi
Tính năng: Kế hoạch 246/KH-UBND của Thành phố Hồ Chí Minh
  Sở, ngành, quận, huyện báo cáo Thành phố qua Sở Nội vụ trước ngày 10 tháng 5 và 10 tháng 11 hằng năm.

  Quy tắc: Kế hoạch có hiệu lực từ ngày 21/01/2022 và cho những năm sau

    Khung kịch bản: Năm nào cũng áp dụng
      Biết đợt triển khai năm <năm> của "ct-33-ttg-2021" đã được mở
      Thì văn bản "kh-246-tphcm-2022" có hiệu lực từ ngày <ngày>

      Dữ liệu:
        | năm  | ngày       |
        | 2022 | 21/01/2022 |
        | 2023 | 01/01/2023 |

  Quy tắc: Báo cáo trước ngày 10 tháng 5 và 10 tháng 11, qua Sở Nội vụ (III.1 ý 2)

    Khung kịch bản: Hạn, nơi gửi và nơi tổng hợp
      Biết đợt triển khai năm 2023 của "ct-33-ttg-2021" đã được mở vào ngày 05/04/2023
      Thì hạn của "ho-chi-minh.ban-dan-toc" kỳ "<kỳ>" là ngày <ngày>
      Và báo cáo của "ho-chi-minh.ban-dan-toc" kỳ "<kỳ>" gửi "UBND Thành phố Hồ Chí Minh"
      Và báo cáo của "ho-chi-minh.ban-dan-toc" kỳ "<kỳ>" do "Sở Nội vụ Thành phố Hồ Chí Minh" tổng hợp
      Và hạn của "Sở Nội vụ Thành phố Hồ Chí Minh" kỳ "<kỳ>" là ngày <ngày>
      Và "Sở Nội vụ Thành phố Hồ Chí Minh" kỳ "<kỳ>" không có hạn tổng hợp
      Và báo cáo của "Sở Nội vụ Thành phố Hồ Chí Minh" kỳ "<kỳ>" do "UBND Thành phố Hồ Chí Minh" tổng hợp

      Dữ liệu:
        | kỳ      | ngày       |
        | 6 tháng | 09/05/2023 |
        | năm     | 09/11/2023 |

    Kịch bản: Có kế hoạch rồi mới thực hiện, có đủ báo cáo rồi mới tổng hợp
      Biết đợt triển khai năm 2022 của "ct-33-ttg-2021" đã được mở
      Khi "ho-chi-minh.ban-dan-toc" thực hiện kỳ "6 tháng"
      Thì bị từ chối vì "chưa có kế hoạch"
      Khi "ho-chi-minh.ban-dan-toc" lập kế hoạch kỳ "6 tháng" vào ngày 15/02/2022 bằng văn bản số "12/KH-BDT"
      Và "ho-chi-minh.ban-dan-toc" thực hiện kỳ "6 tháng" vào ngày 20/04/2022
      Và "ho-chi-minh.ban-dan-toc" báo cáo kỳ "6 tháng" vào ngày 05/05/2022
      Thì "ho-chi-minh.ban-dan-toc" kỳ "6 tháng" ở trạng thái "đã báo cáo"
      Biết "Sở Nội vụ Thành phố Hồ Chí Minh" đã báo cáo kỳ "6 tháng" vào ngày 08/05/2022
      Khi "Sở Nội vụ Thành phố Hồ Chí Minh" tổng hợp kỳ "6 tháng" vào ngày 12/05/2022
      Thì bị từ chối vì "còn đầu vào chưa báo cáo"

  Quy tắc: Bốn cơ quan báo cáo thêm việc chuyên đề, không nêu hạn (III.2)

    Khung kịch bản: Việc chuyên đề báo cáo cùng kỳ, không cần kế hoạch
      Biết đợt triển khai năm 2022 của "ct-33-ttg-2021" đã được mở
      Thì "<cơ quan>" kỳ "6 tháng" chủ đề "<chủ đề>" phải làm "thực hiện, báo cáo"
      Và "<cơ quan>" kỳ "6 tháng" chủ đề "<chủ đề>" không có hạn
      Và "<cơ quan>" kỳ "năm" chủ đề "<chủ đề>" không có hạn
      Và báo cáo của "<cơ quan>" kỳ "6 tháng" chủ đề "<chủ đề>" do "Sở Nội vụ Thành phố Hồ Chí Minh" tổng hợp

      Dữ liệu:
        | cơ quan                                 | chủ đề                  |
        | ho-chi-minh.van-phong-ubnd              | dich-vu-cong-truc-tuyen |
        | ho-chi-minh.thanh-tra                   | tiep-cong-dan           |
        | ho-chi-minh.so-tai-nguyen-va-moi-truong | khong-xa-rac            |
        | ho-chi-minh.so-xay-dung                 | trat-tu-do-thi          |

  Quy tắc: Năm 2022 chưa ai yêu cầu Thành phố báo cáo; từ công văn 1432, Bộ Nội vụ yêu cầu

    Kịch bản: Báo cáo của Thành phố dừng ở Thành phố năm 2022
      Biết đợt triển khai năm 2022 của "ct-33-ttg-2021" đã được mở
      Thì "UBND Thành phố Hồ Chí Minh" kỳ "6 tháng" không có hạn tổng hợp
      Và "UBND Thành phố Hồ Chí Minh" kỳ "năm" không có hạn tổng hợp
      Và báo cáo của "UBND Thành phố Hồ Chí Minh" kỳ "6 tháng" không ai tổng hợp
      Và báo cáo của "UBND Thành phố Hồ Chí Minh" kỳ "6 tháng" gửi "Bộ Nội vụ"

    Kịch bản: Bộ Nội vụ chờ báo cáo của Thành phố năm 2023
      Biết đợt triển khai năm 2023 của "ct-33-ttg-2021" đã được mở
      Thì hạn tổng hợp của "UBND Thành phố Hồ Chí Minh" kỳ "6 tháng" là ngày 29/05/2023
      Và báo cáo của "UBND Thành phố Hồ Chí Minh" kỳ "6 tháng" do "Bộ Nội vụ" tổng hợp
