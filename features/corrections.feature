# language: vi
Tính năng: Đính chính: sai ngày, sai số, ghi nhầm
  Không dòng lịch sử nào bị sửa hay xóa. Điều đúng được ghi thành một dòng mới, có lý do, do chính cơ quan được làm việc
  đó ghi; điều sai và điều đúng đều còn đọc được mãi.

  Bối cảnh:
    Biết đợt triển khai năm 2023 của "ct-33-ttg-2021" đã được mở

  Quy tắc: Đính chính ngày và số văn bản
    Kịch bản: Ghi nhầm ngày thì bị tính là muộn, đính chính rồi thì đúng hạn
      Biết "UBND huyện Tuy Phước" đã báo cáo kỳ "6 tháng" vào ngày 20/06/2023
      Khi "UBND huyện Tuy Phước" đính chính bước "báo cáo" kỳ "6 tháng" thành ngày 19/06/2023 vì "văn thư ghi nhầm ngày"
      Thì thời hạn của "UBND huyện Tuy Phước" kỳ "6 tháng" là "xong đúng hạn"
      Và lịch sử của "UBND huyện Tuy Phước" kỳ "6 tháng" gồm "ban hành, lập kế hoạch, thực hiện, báo cáo, đính chính"
      Và dòng lịch sử cuối của "UBND huyện Tuy Phước" kỳ "6 tháng" ghi ngày 19/06/2023

    Kịch bản: Đính chính số của kế hoạch thì mọi việc do kế hoạch ấy giao đều theo
      Biết "UBND tỉnh Bình Định" đã ban hành kế hoạch "kh-binh-dinh-2023" số "45/KH-UBND" ngày 10/04/2023
      Khi "UBND tỉnh Bình Định" đính chính bước "lập kế hoạch" kỳ "6 tháng" thành văn bản số "54/KH-UBND" vì "đánh máy nhầm"
      Thì dòng lịch sử cuối của "UBND huyện Tuy Phước" kỳ "6 tháng" ghi văn bản số "54/KH-UBND"

    Kịch bản: Ngày đính chính không được sớm hơn bước trước
      Biết "UBND huyện Tuy Phước" đã thực hiện kỳ "6 tháng" vào ngày 12/06/2023
      Và "UBND huyện Tuy Phước" đã báo cáo kỳ "6 tháng" vào ngày 20/06/2023
      Khi "UBND huyện Tuy Phước" đính chính bước "báo cáo" kỳ "6 tháng" thành ngày 11/06/2023 vì "ghi nhầm"
      Thì bị từ chối vì "ngày đính chính trái thứ tự các bước"

    Kịch bản: Cơ quan khác không đính chính thay
      Biết "UBND huyện Tuy Phước" đã báo cáo kỳ "6 tháng" vào ngày 20/06/2023
      Khi "Sở Nội vụ tỉnh Bình Định" đính chính bước "báo cáo" của "UBND huyện Tuy Phước" kỳ "6 tháng" thành ngày 19/06/2023 vì "nhầm"
      Thì bị từ chối vì "không phải việc của cơ quan này"
      Và người làm được là "UBND huyện Tuy Phước"

    Kịch bản: Đính chính phải có lý do
      Biết "UBND huyện Tuy Phước" đã báo cáo kỳ "6 tháng" vào ngày 20/06/2023
      Khi "UBND huyện Tuy Phước" đính chính bước "báo cáo" kỳ "6 tháng" thành ngày 19/06/2023
      Thì bị từ chối vì "thiếu lý do"

    Kịch bản: Không có gì khác thì không đính chính
      Biết "UBND huyện Tuy Phước" đã báo cáo kỳ "6 tháng" vào ngày 20/06/2023
      Khi "UBND huyện Tuy Phước" đính chính bước "báo cáo" kỳ "6 tháng" thành ngày 20/06/2023 vì "nhầm"
      Thì bị từ chối vì "không có gì để đính chính"

  Quy tắc: Rút lại việc ghi nhầm
    Kịch bản: Rút lại báo cáo thì tổng hợp làm trên báo cáo ấy cũng bị rút
      Biết mọi cơ quan được "kh-binh-dinh-2023" giao báo cáo kỳ "6 tháng" đều đã báo cáo
      Và "Sở Nội vụ tỉnh Bình Định" đã tổng hợp kỳ "6 tháng"
      Khi "UBND huyện Tuy Phước" rút lại bước "báo cáo" kỳ "6 tháng" vì "ghi nhầm của huyện khác"
      Thì việc rút lại kéo theo "Sở Nội vụ tỉnh Bình Định"
      Và "UBND huyện Tuy Phước" kỳ "6 tháng" ở trạng thái "đã thực hiện"
      Và "Sở Nội vụ tỉnh Bình Định" kỳ "6 tháng" ở trạng thái "đã báo cáo"
      Và điểm nghẽn của "UBND tỉnh Bình Định" kỳ "6 tháng" là "UBND huyện Tuy Phước"

    Kịch bản: Việc đã rút lại thì ghi lại, không đính chính
      Biết "UBND huyện Tuy Phước" đã báo cáo kỳ "6 tháng" vào ngày 20/06/2023
      Khi "UBND huyện Tuy Phước" rút lại bước "báo cáo" kỳ "6 tháng" vì "ghi nhầm"
      Thì việc rút lại không kéo theo ai
      Khi "UBND huyện Tuy Phước" báo cáo kỳ "6 tháng" vào ngày 19/06/2023
      Thì thời hạn của "UBND huyện Tuy Phước" kỳ "6 tháng" là "xong đúng hạn"

    Kịch bản: Rút lại kế hoạch thì những việc kế hoạch ấy giao lại chờ
      Biết "UBND tỉnh Bình Định" đã ban hành kế hoạch "kh-binh-dinh-2023" số "45/KH-UBND" ngày 10/04/2023
      Khi "UBND tỉnh Bình Định" rút lại bước "lập kế hoạch" kỳ "6 tháng" vì "kế hoạch chưa ký"
      Thì "UBND huyện Tuy Phước" kỳ "6 tháng" ở trạng thái "chờ văn bản"
      Và "UBND tỉnh Bình Định" kỳ "6 tháng" làm được ngay "lập kế hoạch"

    Kịch bản: Rút lại việc miễn thì lại phải chờ
      Biết mọi cơ quan được "kh-binh-dinh-2023" giao báo cáo kỳ "6 tháng" đều đã báo cáo, trừ "UBND huyện Tuy Phước"
      Và "UBND tỉnh Bình Định" đã miễn cho "UBND huyện Tuy Phước" kỳ "6 tháng" vì "bão lũ"
      Khi "UBND tỉnh Bình Định" rút lại bước "miễn" của "UBND huyện Tuy Phước" kỳ "6 tháng" vì "nhầm huyện"
      Thì "Sở Nội vụ tỉnh Bình Định" kỳ "6 tháng" còn chờ 1 đầu vào

  Quy tắc: Văn bản nào giao việc thì cũng đính chính như nhau
    Khung kịch bản: Ngày đúng phải khác ngày đã ghi và không trước bước liền trước
      Biết đợt triển khai năm <năm> của "ct-33-ttg-2021" đã được mở
      Và "<cơ quan>" đã thực hiện kỳ "<kỳ>" vào ngày 12/06/<năm>
      Và "<cơ quan>" đã <việc> kỳ "<kỳ>" vào ngày 20/06/<năm>
      Khi "<cơ quan>" đính chính bước "<việc>" kỳ "<kỳ>" thành ngày 20/06/<năm> vì "văn thư ghi nhầm ngày"
      Thì bị từ chối vì "không có gì để đính chính"
      Khi "<cơ quan>" đính chính bước "<việc>" kỳ "<kỳ>" thành ngày 11/06/<năm> vì "văn thư ghi nhầm ngày"
      Thì bị từ chối vì "ngày đính chính trái thứ tự các bước"
      Và không có gì được ghi
      Khi "<cơ quan>" đính chính bước "<việc>" kỳ "<kỳ>" thành ngày 15/06/<năm> vì "văn thư ghi nhầm ngày"
      Thì dòng lịch sử cuối của "<cơ quan>" kỳ "<kỳ>" ghi ngày 15/06/<năm>

      Dữ liệu:
        | năm  | cơ quan                       | kỳ      | việc     |
        | 2022 | ho-chi-minh.ban-dan-toc       | 6 tháng | báo cáo  |
        | 2022 | ha-noi.ban-dan-toc            | một lần | báo cáo  |
        | 2023 | UBND tỉnh Hà Giang            | 6 tháng | báo cáo  |
        | 2023 | UBND huyện Tuy Phước          | 6 tháng | báo cáo  |
        | 2023 | Sở Nội vụ tỉnh Đồng Nai       | 6 tháng | báo cáo  |
        | 2024 | ho-chi-minh.quan-10.phuong-14 | 6 tháng | báo cáo  |
