# language: vi
Tính năng: Trả lại báo cáo ở mỗi văn bản
  Nơi tổng hợp nhận báo cáo thì cũng trả lại được, nói rõ trả lại báo cáo nào và vì sao; bản tổng hợp nào đã dùng báo cáo ấy phải làm lại.

  Khung kịch bản: Báo cáo riêng bị trả lại thì làm lại từ sau khi thực hiện
    Biết đợt triển khai năm <năm> của "ct-33-ttg-2021" đã được mở
    Và "<cơ quan>" đã thực hiện kỳ "<kỳ>"
    Khi "<nơi nhận>" trả lại báo cáo của "<cơ quan>" kỳ "<kỳ>" vì "thiếu số liệu"
    Thì bị từ chối vì "không có báo cáo để trả lại"
    Biết "<cơ quan>" đã báo cáo kỳ "<kỳ>"
    Khi "<cơ quan>" trả lại báo cáo của "<cơ quan>" kỳ "<kỳ>" vì "gửi nhầm"
    Thì bị từ chối vì "không phải việc của cơ quan này"
    Và người làm được là "<nơi nhận>"
    Khi "<nơi nhận>" trả lại báo cáo của "<cơ quan>" kỳ "<kỳ>"
    Thì bị từ chối vì "thiếu lý do"
    Khi "<nơi nhận>" trả lại báo cáo tổng hợp của "<cơ quan>" kỳ "<kỳ>" vì "thiếu số liệu"
    Thì bị từ chối vì "không có báo cáo để trả lại"
    Khi "<nơi nhận>" trả lại báo cáo riêng của "<cơ quan>" kỳ "<kỳ>" vì "thiếu số liệu"
    Thì "<cơ quan>" kỳ "<kỳ>" ở trạng thái "đã thực hiện"
    Và dòng lịch sử cuối của "<cơ quan>" kỳ "<kỳ>" là việc của "<nơi nhận>"
    Và dòng lịch sử cuối của "<cơ quan>" kỳ "<kỳ>" ghi lý do "thiếu số liệu"

    Dữ liệu:
      | năm  | cơ quan                       | kỳ      | nơi nhận                        |
      | 2022 | ho-chi-minh.ban-dan-toc       | 6 tháng | Sở Nội vụ Thành phố Hồ Chí Minh |
      | 2022 | ha-noi.ban-dan-toc            | một lần | Sở Nội vụ Thành phố Hà Nội      |
      | 2023 | UBND tỉnh Hà Giang            | 6 tháng | Bộ Nội vụ                       |
      | 2023 | UBND huyện Tuy Phước          | 6 tháng | Sở Nội vụ tỉnh Bình Định        |
      | 2023 | Sở Nội vụ tỉnh Đồng Nai       | 6 tháng | UBND tỉnh Đồng Nai              |
      | 2024 | ho-chi-minh.quan-10.phuong-14 | 6 tháng | Phòng Nội vụ Quận 10            |

  Khung kịch bản: Nơi vừa báo cáo vừa tổng hợp: trả lại bản tổng hợp thì báo cáo riêng còn nguyên, trả lại báo cáo riêng thì làm lại cả hai
    Biết đợt triển khai năm <năm> của "ct-33-ttg-2021" đã được mở
    Và "<cơ quan>" đã tổng hợp kỳ "<kỳ>"
    Khi "<nơi nhận báo cáo riêng>" trả lại báo cáo của "<cơ quan>" kỳ "<kỳ>" vì "sai mẫu"
    Thì bị từ chối vì "chưa nêu báo cáo nào"
    Khi "<nơi nhận bản tổng hợp>" trả lại báo cáo tổng hợp của "<cơ quan>" kỳ "<kỳ>" vì "thiếu phụ lục"
    Thì "<cơ quan>" kỳ "<kỳ>" ở trạng thái "đã báo cáo"
    Và "<cơ quan>" kỳ "<kỳ>" làm được ngay "tổng hợp"
    Biết "<cơ quan>" đã tổng hợp kỳ "<kỳ>"
    Khi "<nơi nhận báo cáo riêng>" trả lại báo cáo riêng của "<cơ quan>" kỳ "<kỳ>" vì "sai số liệu của chính sở"
    Thì "<cơ quan>" kỳ "<kỳ>" ở trạng thái "đã thực hiện"
    Và "<cơ quan>" kỳ "<kỳ>" làm được ngay "báo cáo"

    Dữ liệu:
      | năm  | cơ quan                         | kỳ      | nơi nhận báo cáo riêng          | nơi nhận bản tổng hợp      |
      | 2022 | Sở Nội vụ Thành phố Hồ Chí Minh | 6 tháng | UBND Thành phố Hồ Chí Minh      | UBND Thành phố Hồ Chí Minh |
      | 2022 | Sở Nội vụ Thành phố Hà Nội      | một lần | Văn phòng UBND Thành phố Hà Nội | UBND Thành phố Hà Nội      |
      | 2023 | Sở Nội vụ tỉnh Bình Định        | 6 tháng | UBND tỉnh Bình Định             | UBND tỉnh Bình Định        |
      | 2024 | Phòng Nội vụ Quận 10            | quý I   | UBND Quận 10                    | UBND Quận 10               |

  Khung kịch bản: Nơi chỉ tổng hợp thì chỉ có bản tổng hợp để trả lại
    Biết đợt triển khai năm <năm> của "ct-33-ttg-2021" đã được mở
    Và "<cơ quan>" đã tổng hợp kỳ "<kỳ>"
    Khi "<nơi nhận>" trả lại báo cáo riêng của "<cơ quan>" kỳ "<kỳ>" vì "sai mẫu"
    Thì bị từ chối vì "không có báo cáo để trả lại"
    Khi "<nơi nhận>" trả lại báo cáo tổng hợp của "<cơ quan>" kỳ "<kỳ>" vì "sai mẫu"
    Thì "<cơ quan>" kỳ "<kỳ>" ở trạng thái "đã thực hiện"
    Và "<cơ quan>" kỳ "<kỳ>" làm được ngay "tổng hợp"

    Dữ liệu:
      | năm  | cơ quan                    | kỳ      | nơi nhận                   |
      | 2022 | UBND Thành phố Hồ Chí Minh | năm     | Bộ Nội vụ                  |
      | 2023 | UBND tỉnh Bình Định        | 6 tháng | Bộ Nội vụ                  |
      | 2023 | UBND tỉnh Đồng Nai         | 6 tháng | Bộ Nội vụ                  |
      | 2024 | UBND Quận 10               | quý I   | UBND Thành phố Hồ Chí Minh |

  Kịch bản: Báo cáo bị trả lại sau khi Bộ đã tổng hợp thì mọi tầng ở trên đều phải làm lại, và lại bị chặn
    Biết đợt triển khai năm 2023 của "ct-33-ttg-2021" đã được mở
    Và mọi cơ quan được "kh-binh-dinh-2023" giao báo cáo kỳ "6 tháng" đều đã báo cáo
    Và mọi cơ quan được "cv-1432-bnv-2023" giao báo cáo kỳ "6 tháng" đều đã báo cáo
    Và "Bộ Nội vụ" đã tổng hợp kỳ "6 tháng"
    Khi "Sở Nội vụ tỉnh Bình Định" trả lại báo cáo của "UBND huyện Tuy Phước" kỳ "6 tháng" vì "thiếu số liệu"
    Thì phải tổng hợp lại: "Sở Nội vụ tỉnh Bình Định, UBND tỉnh Bình Định, Bộ Nội vụ"
    Và điểm nghẽn của "Bộ Nội vụ" kỳ "6 tháng" là "UBND huyện Tuy Phước"
    Và để gỡ kỳ "6 tháng" thì "UBND huyện Tuy Phước" phải báo cáo
    Và "UBND huyện Tuy Phước" đang chặn 3 báo cáo tổng hợp kỳ "6 tháng"
