# language: vi
Tính năng: Đề nghị và quyết định theo mọi văn bản
  Văn bản nào giao việc cũng vậy: cơ quan được giao đề nghị, cơ quan ban hành quyết định, cơ quan nhận chấp nhận báo cáo.

  Khung kịch bản: Đề nghị, chấp thuận hay không đều theo đúng thứ tự, và lưu lại cả hai
    Biết hôm nay là ngày 01/06/<năm>
    Và đợt triển khai năm <năm> của "ct-33-ttg-2021" đã được mở
    Và văn bản "<văn bản>" đã ban hành
    Khi "<nơi ban hành>" chấp thuận đề nghị của "<cơ quan>" kỳ "<kỳ>"
    Thì bị từ chối vì "không có đề nghị nào đang chờ"
    Khi "<cơ quan>" từ chối nhiệm vụ kỳ "<kỳ>" vì "không thuộc thẩm quyền"
    Thì bị từ chối vì "chưa nêu cơ quan đề xuất"
    Khi "<nơi nhận>" chấp nhận báo cáo của "<cơ quan>" kỳ "<kỳ>"
    Thì bị từ chối vì "không có báo cáo để chấp nhận"
    Khi "<cơ quan>" đề nghị gia hạn kỳ "<kỳ>" đến ngày 31/07/<năm> vì "chờ số liệu"
    Và "<cơ quan>" đề nghị gia hạn kỳ "<kỳ>" đến ngày 15/08/<năm> vì "chờ số liệu"
    Thì bị từ chối vì "đang chờ quyết định đề nghị trước"
    Khi "<nơi ban hành>" chấp thuận đề nghị của "<cơ quan>" kỳ "<kỳ>" đến ngày 15/08/<năm>
    Thì bị từ chối vì "muộn hơn ngày đã đề nghị"
    Khi "<nơi ban hành>" không chấp thuận đề nghị của "<cơ quan>" kỳ "<kỳ>" vì "vẫn kịp"
    Và "<nơi ban hành>" chấp thuận đề nghị của "<cơ quan>" kỳ "<kỳ>"
    Thì bị từ chối vì "đề nghị đã được quyết định"
    Khi "<cơ quan>" đề nghị gia hạn kỳ "<kỳ>" đến ngày 31/07/<năm> vì "chờ số liệu"
    Và "<cơ quan>" đề nghị rút nhiệm vụ kỳ "<kỳ>" vì "đã sáp nhập"
    Và "<nơi ban hành>" chấp thuận đề nghị của "<cơ quan>" kỳ "<kỳ>"
    Thì bị từ chối vì "nhiều đề nghị đang chờ"
    Khi "<nơi ban hành>" gia hạn cho "<cơ quan>" kỳ "<kỳ>" đến ngày 31/08/<năm> vì "chờ số liệu"
    Và "<nơi ban hành>" tạm dừng việc của "<cơ quan>" kỳ "<kỳ>" vì "đang sắp xếp lại bộ máy"
    Và "<nơi ban hành>" chấp thuận đề nghị của "<cơ quan>" kỳ "<kỳ>"
    Thì "<cơ quan>" kỳ "<kỳ>" có tình trạng "đã thu hồi"
    Khi "<nơi ban hành>" làm "rút nhiệm vụ" kỳ "<kỳ>" thay cho "<cơ quan>" vì "giao nhầm"
    Thì bị từ chối vì "tình trạng nhiệm vụ không cho phép"

    Dữ liệu:
      | năm  | văn bản               | nơi ban hành               | cơ quan                       | kỳ      | nơi nhận                        |
      | 2022 | kh-246-tphcm-2022     | UBND Thành phố Hồ Chí Minh | ho-chi-minh.ban-dan-toc       | 6 tháng | Sở Nội vụ Thành phố Hồ Chí Minh |
      | 2022 | kh-ha-noi-2022        | UBND Thành phố Hà Nội      | ha-noi.ban-dan-toc            | một lần | Sở Nội vụ Thành phố Hà Nội      |
      | 2023 | cv-1432-bnv-2023      | Bộ Nội vụ                  | UBND tỉnh Hà Giang            | 6 tháng | Bộ Nội vụ                       |
      | 2023 | kh-binh-dinh-2023     | UBND tỉnh Bình Định        | UBND huyện Tuy Phước          | 6 tháng | Sở Nội vụ tỉnh Bình Định        |
      | 2023 | cv-4666-dong-nai-2023 | UBND tỉnh Đồng Nai         | Sở Nội vụ tỉnh Đồng Nai       | 6 tháng | UBND tỉnh Đồng Nai              |
      | 2024 | kh-quan-10-2024       | UBND Quận 10               | ho-chi-minh.quan-10.phuong-14 | 6 tháng | Phòng Nội vụ Quận 10            |

  Khung kịch bản: Đã báo cáo thì đề nghị gia hạn hết hiệu lực, và không rút được nữa
    Biết hôm nay là ngày 01/06/<năm>
    Và đợt triển khai năm <năm> của "ct-33-ttg-2021" đã được mở
    Và văn bản "<văn bản>" đã ban hành
    Khi "<cơ quan>" đề nghị gia hạn kỳ "<kỳ>" đến ngày 31/07/<năm> vì "chờ số liệu"
    Biết "<cơ quan>" đã báo cáo kỳ "<kỳ>"
    Khi "<nơi ban hành>" chấp thuận đề nghị của "<cơ quan>" kỳ "<kỳ>"
    Thì bị từ chối vì "đề nghị đã hết hiệu lực"
    Khi "<nơi ban hành>" làm "rút nhiệm vụ" kỳ "<kỳ>" thay cho "<cơ quan>" vì "giao nhầm"
    Thì bị từ chối vì "nhiệm vụ đã xong"
    Khi "<nơi nhận>" chấp nhận báo cáo của "<cơ quan>" kỳ "<kỳ>"
    Và "<nơi nhận>" chấp nhận báo cáo của "<cơ quan>" kỳ "<kỳ>"
    Thì bị từ chối vì "báo cáo đã được chấp nhận"

    Dữ liệu:
      | năm  | văn bản               | nơi ban hành               | cơ quan                       | kỳ      | nơi nhận                        |
      | 2022 | kh-246-tphcm-2022     | UBND Thành phố Hồ Chí Minh | ho-chi-minh.ban-dan-toc       | 6 tháng | Sở Nội vụ Thành phố Hồ Chí Minh |
      | 2022 | kh-ha-noi-2022        | UBND Thành phố Hà Nội      | ha-noi.ban-dan-toc            | một lần | Sở Nội vụ Thành phố Hà Nội      |
      | 2023 | cv-1432-bnv-2023      | Bộ Nội vụ                  | UBND tỉnh Hà Giang            | 6 tháng | Bộ Nội vụ                       |
      | 2023 | kh-binh-dinh-2023     | UBND tỉnh Bình Định        | UBND huyện Tuy Phước          | 6 tháng | Sở Nội vụ tỉnh Bình Định        |
      | 2023 | cv-4666-dong-nai-2023 | UBND tỉnh Đồng Nai         | Sở Nội vụ tỉnh Đồng Nai       | 6 tháng | UBND tỉnh Đồng Nai              |
      | 2024 | kh-quan-10-2024       | UBND Quận 10               | ho-chi-minh.quan-10.phuong-14 | 6 tháng | Phòng Nội vụ Quận 10            |

  Khung kịch bản: Cơ quan giao việc tự rút một nhiệm vụ, văn bản vẫn còn hiệu lực
    Biết hôm nay là ngày 01/06/<năm>
    Và đợt triển khai năm <năm> của "ct-33-ttg-2021" đã được mở
    Và văn bản "<văn bản>" đã ban hành
    Khi "<nơi ban hành>" làm "rút nhiệm vụ" kỳ "<kỳ>" thay cho "<cơ quan>" vì "giao nhầm"
    Thì "<cơ quan>" kỳ "<kỳ>" có tình trạng "đã thu hồi"

    Dữ liệu:
      | năm  | văn bản               | nơi ban hành               | cơ quan                       | kỳ      |
      | 2022 | kh-246-tphcm-2022     | UBND Thành phố Hồ Chí Minh | ho-chi-minh.ban-dan-toc       | 6 tháng |
      | 2022 | kh-ha-noi-2022        | UBND Thành phố Hà Nội      | ha-noi.ban-dan-toc            | một lần |
      | 2023 | cv-1432-bnv-2023      | Bộ Nội vụ                  | UBND tỉnh Hà Giang            | 6 tháng |
      | 2023 | kh-binh-dinh-2023     | UBND tỉnh Bình Định        | UBND huyện Tuy Phước          | 6 tháng |
      | 2023 | cv-4666-dong-nai-2023 | UBND tỉnh Đồng Nai         | Sở Nội vụ tỉnh Đồng Nai       | 6 tháng |
      | 2024 | kh-quan-10-2024       | UBND Quận 10               | ho-chi-minh.quan-10.phuong-14 | 6 tháng |
