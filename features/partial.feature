# language: vi
Tính năng: Tổng hợp khi còn thiếu ở mỗi văn bản
  Không chờ được nữa thì tổng hợp phần đã có: nêu đủ cơ quan còn thiếu, ai cho phép và vì sao. Báo cáo đến sau là phần bổ sung.

  Khung kịch bản: Tổng hợp thiếu phải nêu đúng và đủ cơ quan còn thiếu, ai cho phép, lý do
    Biết đợt triển khai năm <năm> của "ct-33-ttg-2021" đã được mở
    Và văn bản "<văn bản>" đã ban hành
    Và mọi cơ quan được "<văn bản>" giao báo cáo kỳ "<kỳ>" đều đã báo cáo, trừ "<còn thiếu>, <nơi nhận>"
    Và "<cơ quan>" đã <việc trước> kỳ "<kỳ>"
    Khi "<cơ quan>" tổng hợp thiếu "<còn thiếu>" kỳ "<kỳ>" vì "sắp đến hạn"
    Thì bị từ chối vì "chưa nêu ai cho phép"
    Khi "<cơ quan>" tổng hợp thiếu "<còn thiếu>" kỳ "<kỳ>" do "<người cho phép>" cho phép
    Thì bị từ chối vì "thiếu lý do"
    Khi "<cơ quan>" tổng hợp thiếu "<đã báo cáo>" kỳ "<kỳ>" do "<người cho phép>" cho phép vì "sắp đến hạn"
    Thì bị từ chối vì "cơ quan được nêu không thiếu"
    Khi "<cơ quan>" tổng hợp thiếu kỳ "<kỳ>" do "<người cho phép>" cho phép vì "sắp đến hạn"
    Thì bị từ chối vì "chưa nêu đủ cơ quan còn thiếu"
    Và không có gì được ghi
    Khi "<cơ quan>" tổng hợp thiếu "<còn thiếu>" kỳ "<kỳ>" do "<người cho phép>" cho phép vì "sắp đến hạn"
    Thì "<cơ quan>" kỳ "<kỳ>" ở trạng thái "đã tổng hợp"
    Và bản tổng hợp đó thiếu "<còn thiếu>"
    Khi "<nơi ban hành>" miễn cho "<còn thiếu>" kỳ "<kỳ>" vì "địa bàn bị thiên tai"
    Thì bị từ chối vì "báo cáo tổng hợp đã gửi lên trên"
    Biết "<còn thiếu>" đã thực hiện kỳ "<kỳ>"
    Khi "<còn thiếu>" báo cáo kỳ "<kỳ>"
    Thì báo cáo đó bổ sung cho bản tổng hợp của "<cơ quan>"

    Dữ liệu:
      | năm  | văn bản           | nơi ban hành               | cơ quan                         | kỳ      | việc trước | còn thiếu                     | đã báo cáo                    | nơi nhận                   | người cho phép          |
      | 2022 | kh-246-tphcm-2022 | UBND Thành phố Hồ Chí Minh | Sở Nội vụ Thành phố Hồ Chí Minh | 6 tháng | báo cáo    | ho-chi-minh.ban-dan-toc       | ho-chi-minh.thanh-tra         | UBND Thành phố Hồ Chí Minh | Chủ tịch UBND Thành phố |
      | 2022 | kh-ha-noi-2022    | UBND Thành phố Hà Nội      | Sở Nội vụ Thành phố Hà Nội      | một lần | báo cáo    | ha-noi.ban-dan-toc            | ha-noi.thanh-tra              | UBND Thành phố Hà Nội      | Chủ tịch UBND Thành phố |
      | 2023 | cv-1432-bnv-2023  | Bộ Nội vụ                  | Bộ Nội vụ                       | 6 tháng | thực hiện  | UBND tỉnh Hà Giang            | UBND tỉnh Cao Bằng            | Bộ Nội vụ                  | Bộ trưởng Bộ Nội vụ     |
      | 2023 | kh-binh-dinh-2023 | UBND tỉnh Bình Định        | Sở Nội vụ tỉnh Bình Định        | 6 tháng | báo cáo    | UBND huyện Tuy Phước          | UBND huyện Hoài Ân            | UBND tỉnh Bình Định        | Chủ tịch UBND tỉnh      |
      | 2024 | kh-quan-10-2024   | UBND Quận 10               | Phòng Nội vụ Quận 10            | 6 tháng | báo cáo    | ho-chi-minh.quan-10.phuong-14 | ho-chi-minh.quan-10.phuong-15 | UBND Quận 10               | Chủ tịch UBND quận      |

  Khung kịch bản: Nơi chỉ tổng hợp, không báo cáo riêng, cũng tổng hợp thiếu được, ngay sau khi thực hiện
    Biết đợt triển khai năm <năm> của "ct-33-ttg-2021" đã được mở
    Và "<cơ quan>" đã thực hiện kỳ "<kỳ>"
    Thì đầu vào còn thiếu của "<cơ quan>" kỳ "<kỳ>" là "<còn thiếu>"
    Khi "<cơ quan>" tổng hợp thiếu "<còn thiếu>" kỳ "<kỳ>" do "<người cho phép>" cho phép vì "sắp đến hạn"
    Thì "<cơ quan>" kỳ "<kỳ>" ở trạng thái "đã tổng hợp"
    Và bản tổng hợp đó thiếu "<còn thiếu>"

    Dữ liệu:
      | năm  | cơ quan                    | kỳ      | còn thiếu                       | người cho phép          |
      | 2022 | UBND Thành phố Hồ Chí Minh | 6 tháng | Sở Nội vụ Thành phố Hồ Chí Minh | Chủ tịch UBND Thành phố |
      | 2024 | UBND Quận 10               | quý I   | Phòng Nội vụ Quận 10            | Chủ tịch UBND quận      |

  Kịch bản: Đồng Nai tổng hợp thiếu chính Sở Nội vụ, đầu vào duy nhất của mình
    Biết đợt triển khai năm 2023 của "ct-33-ttg-2021" đã được mở
    Và "UBND tỉnh Đồng Nai" đã thực hiện kỳ "6 tháng"
    Khi "UBND tỉnh Đồng Nai" tổng hợp thiếu "Sở Nội vụ tỉnh Đồng Nai" kỳ "6 tháng" vì "sắp đến hạn"
    Thì bị từ chối vì "chưa nêu ai cho phép"
    Khi "UBND tỉnh Đồng Nai" tổng hợp thiếu kỳ "6 tháng" do "Chủ tịch UBND tỉnh" cho phép vì "sắp đến hạn"
    Thì bị từ chối vì "chưa nêu đủ cơ quan còn thiếu"
    Khi "UBND tỉnh Đồng Nai" tổng hợp thiếu "UBND tỉnh Hà Giang" kỳ "6 tháng" do "Chủ tịch UBND tỉnh" cho phép vì "sắp đến hạn"
    Thì bị từ chối vì "cơ quan được nêu không thiếu"
    Khi "UBND tỉnh Đồng Nai" tổng hợp thiếu "Sở Nội vụ tỉnh Đồng Nai" kỳ "6 tháng" do "Chủ tịch UBND tỉnh" cho phép vì "sắp đến hạn"
    Thì bản tổng hợp đó thiếu "Sở Nội vụ tỉnh Đồng Nai"
    Khi "UBND tỉnh Đồng Nai" miễn cho "Sở Nội vụ tỉnh Đồng Nai" kỳ "6 tháng" vì "không cần nữa"
    Thì bị từ chối vì "báo cáo tổng hợp đã gửi lên trên"
    Biết "Sở Nội vụ tỉnh Đồng Nai" đã thực hiện kỳ "6 tháng"
    Khi "Sở Nội vụ tỉnh Đồng Nai" báo cáo kỳ "6 tháng"
    Thì báo cáo đó bổ sung cho bản tổng hợp của "UBND tỉnh Đồng Nai"

  Khung kịch bản: Đầu vào đã đủ thì tổng hợp bình thường, không phải tổng hợp thiếu
    Biết đợt triển khai năm <năm> của "ct-33-ttg-2021" đã được mở
    Và "<cơ quan>" đã tổng hợp kỳ "<kỳ>"
    Khi "<nơi nhận>" trả lại báo cáo tổng hợp của "<cơ quan>" kỳ "<kỳ>" vì "sai mẫu"
    Và "<cơ quan>" tổng hợp thiếu "Bộ Tài chính" kỳ "<kỳ>" do "người đứng đầu cơ quan" cho phép vì "sắp đến hạn"
    Thì bị từ chối vì "đầu vào đã đủ"
    Và muốn gỡ thì "<cơ quan>" phải làm "tổng hợp"

    Dữ liệu:
      | năm  | cơ quan                         | kỳ      | nơi nhận                   |
      | 2022 | Sở Nội vụ Thành phố Hồ Chí Minh | 6 tháng | UBND Thành phố Hồ Chí Minh |
      | 2022 | Sở Nội vụ Thành phố Hà Nội      | một lần | UBND Thành phố Hà Nội      |
      | 2023 | UBND tỉnh Bình Định             | 6 tháng | Bộ Nội vụ                  |
      | 2023 | Sở Nội vụ tỉnh Bình Định        | quý I   | UBND tỉnh Bình Định        |
      | 2023 | UBND tỉnh Đồng Nai              | 6 tháng | Bộ Nội vụ                  |
      | 2024 | Phòng Nội vụ Quận 10            | quý I   | UBND Quận 10               |

  Khung kịch bản: Nơi không tổng hợp thì không tổng hợp thiếu; nơi còn nợ báo cáo riêng thì báo cáo đã
    Biết đợt triển khai năm <năm> của "ct-33-ttg-2021" đã được mở
    Và "<nơi báo cáo>" đã thực hiện kỳ "<kỳ>"
    Khi "<nơi báo cáo>" tổng hợp thiếu "Bộ Tài chính" kỳ "<kỳ>" do "người đứng đầu cơ quan" cho phép vì "sắp đến hạn"
    Thì bị từ chối vì "không phải làm việc này"
    Biết "<nơi tổng hợp>" đã thực hiện kỳ "<kỳ>"
    Khi "<nơi tổng hợp>" tổng hợp thiếu "<nơi báo cáo>" kỳ "<kỳ>" do "người đứng đầu cơ quan" cho phép vì "sắp đến hạn"
    Thì bị từ chối vì "không đúng trạng thái"
    Và muốn gỡ thì "<nơi tổng hợp>" phải làm "báo cáo"

    Dữ liệu:
      | năm  | nơi báo cáo                   | kỳ      | nơi tổng hợp                    |
      | 2022 | ho-chi-minh.ban-dan-toc       | 6 tháng | Sở Nội vụ Thành phố Hồ Chí Minh |
      | 2022 | ha-noi.ban-dan-toc            | một lần | Sở Nội vụ Thành phố Hà Nội      |
      | 2023 | UBND huyện Tuy Phước          | 6 tháng | Sở Nội vụ tỉnh Bình Định        |
      | 2024 | ho-chi-minh.quan-10.phuong-14 | 6 tháng | Phòng Nội vụ Quận 10            |

  Kịch bản: Sở chỉ soạn cho tỉnh ký thì không có gì để tổng hợp thiếu
    Biết đợt triển khai năm 2023 của "ct-33-ttg-2021" đã được mở
    Và "Sở Nội vụ tỉnh Đồng Nai" đã thực hiện kỳ "6 tháng"
    Khi "Sở Nội vụ tỉnh Đồng Nai" tổng hợp thiếu "UBND tỉnh Hà Giang" kỳ "6 tháng" do "Giám đốc Sở" cho phép vì "sắp đến hạn"
    Thì bị từ chối vì "không phải làm việc này"
    Khi "Sở Nội vụ tỉnh Đồng Nai" tổng hợp kỳ "6 tháng"
    Thì bị từ chối vì "không phải làm việc này"

  Kịch bản: Tỉnh không có cấp dưới phải báo cáo thì không có gì để tổng hợp thiếu
    Biết đợt triển khai năm 2023 của "ct-33-ttg-2021" đã được mở
    Và "UBND tỉnh Hà Giang" đã thực hiện kỳ "6 tháng"
    Khi "UBND tỉnh Hà Giang" tổng hợp thiếu "UBND tỉnh Cao Bằng" kỳ "6 tháng" do "Chủ tịch UBND tỉnh" cho phép vì "sắp đến hạn"
    Thì bị từ chối vì "không phải làm việc này"

  Khung kịch bản: Đã tổng hợp với nơi được miễn thì không hủy việc miễn được nữa, trừ khi trả lại bản tổng hợp
    Biết đợt triển khai năm <năm> của "ct-33-ttg-2021" đã được mở
    Và "<nơi ban hành>" đã miễn cho "<cơ quan>" kỳ "<kỳ>" vì "địa bàn bị thiên tai"
    Và "<nơi tổng hợp>" đã tổng hợp kỳ "<kỳ>"
    Khi "<nơi ban hành>" hủy việc miễn cho "<cơ quan>" kỳ "<kỳ>" vì "đã khắc phục xong"
    Thì bị từ chối vì "báo cáo tổng hợp đã gửi lên trên"
    Và người làm được là "<nơi nhận>"
    Khi "<nơi nhận>" trả lại báo cáo tổng hợp của "<nơi tổng hợp>" kỳ "<kỳ>" vì "có thêm báo cáo"
    Và "<nơi ban hành>" hủy việc miễn cho "<cơ quan>" kỳ "<kỳ>" vì "đã khắc phục xong"
    Thì các báo cáo tổng hợp lại bị chặn là "<lại bị chặn>"

    Dữ liệu:
      | năm  | nơi ban hành               | cơ quan                       | kỳ      | nơi tổng hợp                    | nơi nhận                   | lại bị chặn                         |
      | 2022 | UBND Thành phố Hồ Chí Minh | ho-chi-minh.ban-dan-toc       | 6 tháng | Sở Nội vụ Thành phố Hồ Chí Minh | UBND Thành phố Hồ Chí Minh | Sở Nội vụ Thành phố Hồ Chí Minh     |
      | 2022 | UBND Thành phố Hà Nội      | ha-noi.ban-dan-toc            | một lần | Sở Nội vụ Thành phố Hà Nội      | UBND Thành phố Hà Nội      | ha-noi.so-noi-vu, ha-noi.van-phong-ubnd |
      | 2023 | Bộ Nội vụ                  | UBND tỉnh Hà Giang            | 6 tháng | Bộ Nội vụ                       | Thủ tướng                  | Bộ Nội vụ                           |
      | 2023 | UBND tỉnh Bình Định        | UBND huyện Tuy Phước          | 6 tháng | Sở Nội vụ tỉnh Bình Định        | UBND tỉnh Bình Định        | Sở Nội vụ tỉnh Bình Định            |
      | 2023 | UBND tỉnh Đồng Nai         | Sở Nội vụ tỉnh Đồng Nai       | 6 tháng | UBND tỉnh Đồng Nai              | Bộ Nội vụ                  | UBND tỉnh Đồng Nai                  |
      | 2024 | UBND Quận 10               | ho-chi-minh.quan-10.phuong-14 | quý I   | Phòng Nội vụ Quận 10            | UBND Quận 10               | Phòng Nội vụ Quận 10                |
