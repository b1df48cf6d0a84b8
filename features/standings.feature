# language: vi
Tính năng: Tạm dừng, miễn và gia hạn ở mỗi văn bản
  Việc nào cũng có lúc không đi tiếp được. Cơ quan đã ra văn bản quyết định và phải nói lý do; người đang chờ luôn biết mình còn phải chờ hay không.

  Khung kịch bản: Việc đang tạm dừng thì chưa ai làm gì được, chỉ có thể gia hạn, miễn hoặc cho tiếp tục
    Biết hôm nay là ngày 01/06/<năm>
    Và đợt triển khai năm <năm> của "ct-33-ttg-2021" đã được mở
    Và văn bản "<văn bản>" đã ban hành
    Và "<nơi ban hành>" đã tạm dừng việc của "<cơ quan>" kỳ "<kỳ>" vì "đang sắp xếp lại bộ máy"
    Khi làm các việc sau, bỏ qua dòng bị từ chối:
      | cơ quan   | kỳ   | hành động       | cơ quan làm    | báo cáo   | còn thiếu | ai cho phép     | lý do           |
      | <cơ quan> | <kỳ> | lập kế hoạch    | <cơ quan>      |           |           |                 |                 |
      | <cơ quan> | <kỳ> | thực hiện       | <cơ quan>      |           |           |                 |                 |
      | <cơ quan> | <kỳ> | báo cáo         | <cơ quan>      |           |           |                 |                 |
      | <cơ quan> | <kỳ> | tổng hợp        | <cơ quan>      |           |           |                 |                 |
      | <cơ quan> | <kỳ> | tổng hợp thiếu  | <cơ quan>      |           | Bộ Nội vụ | người đứng đầu  | sắp đến hạn     |
      | <cơ quan> | <kỳ> | trả lại báo cáo | <nơi nhận>     | <báo cáo> |           |                 | thiếu số liệu   |
      | <cơ quan> | <kỳ> | tạm dừng        | <nơi ban hành> |           |           |                 | dừng thêm       |
    Thì 0 việc được ghi, 7 dòng bị từ chối
    Và dòng 1 bị từ chối vì "tình trạng nhiệm vụ không cho phép"
    Và dòng 4 bị từ chối vì "tình trạng nhiệm vụ không cho phép"
    Và dòng 7 bị từ chối vì "tình trạng nhiệm vụ không cho phép"
    Và "<cơ quan>" kỳ "<kỳ>" chờ "<nơi ban hành>" làm "cho tiếp tục"
    Và thời hạn của "<cơ quan>" kỳ "<kỳ>" là "không tính hạn"
    Khi "<nơi ban hành>" gia hạn cho "<cơ quan>" kỳ "<kỳ>" đến ngày 31/07/<năm> vì "chờ bộ máy mới"
    Và "<nơi ban hành>" cho tiếp tục việc của "<cơ quan>" kỳ "<kỳ>" vì "đã sắp xếp xong"
    Thì "<cơ quan>" kỳ "<kỳ>" có tình trạng "đang thực hiện"
    Và hạn của "<cơ quan>" kỳ "<kỳ>" là ngày 31/07/<năm>
    Và lịch sử của "<cơ quan>" kỳ "<kỳ>" gồm "ban hành, tạm dừng, gia hạn, cho tiếp tục"

    Dữ liệu:
      | năm  | văn bản               | nơi ban hành               | cơ quan                       | kỳ      | nơi nhận                        | báo cáo  |
      | 2022 | kh-246-tphcm-2022     | UBND Thành phố Hồ Chí Minh | ho-chi-minh.ban-dan-toc       | 6 tháng | Sở Nội vụ Thành phố Hồ Chí Minh | riêng    |
      | 2022 | kh-ha-noi-2022        | UBND Thành phố Hà Nội      | ha-noi.ban-dan-toc            | một lần | Sở Nội vụ Thành phố Hà Nội      | riêng    |
      | 2023 | cv-1432-bnv-2023      | Bộ Nội vụ                  | UBND tỉnh Hà Giang            | 6 tháng | Bộ Nội vụ                       | riêng    |
      | 2023 | kh-binh-dinh-2023     | UBND tỉnh Bình Định        | UBND huyện Tuy Phước          | 6 tháng | Sở Nội vụ tỉnh Bình Định        | riêng    |
      | 2023 | cv-4666-dong-nai-2023 | UBND tỉnh Đồng Nai         | Sở Nội vụ tỉnh Đồng Nai       | 6 tháng | UBND tỉnh Đồng Nai              | riêng    |
      | 2024 | kh-quan-10-2024       | UBND Quận 10               | ho-chi-minh.quan-10.phuong-14 | 6 tháng | Phòng Nội vụ Quận 10            | riêng    |

  Khung kịch bản: Việc được miễn thì không ai chờ, không tính hạn; hủy việc miễn thì trở lại như chưa hề miễn
    Biết hôm nay là ngày 01/06/<năm>
    Và đợt triển khai năm <năm> của "ct-33-ttg-2021" đã được mở
    Và văn bản "<văn bản>" đã ban hành
    Khi "<nơi ban hành>" hủy việc miễn cho "<cơ quan>" kỳ "<kỳ>" vì "chưa từng miễn"
    Thì bị từ chối vì "tình trạng nhiệm vụ không cho phép"
    Khi "<nơi ban hành>" cho tiếp tục việc của "<cơ quan>" kỳ "<kỳ>" vì "chưa từng dừng"
    Thì bị từ chối vì "tình trạng nhiệm vụ không cho phép"
    Khi "<nơi ban hành>" miễn cho "<cơ quan>" kỳ "<kỳ>"
    Thì bị từ chối vì "thiếu lý do"
    Và không có gì được ghi
    Khi "<nơi ban hành>" miễn cho "<cơ quan>" kỳ "<kỳ>" bằng văn bản số "77/TB" vì "địa bàn bị thiên tai"
    Thì "<cơ quan>" kỳ "<kỳ>" không chờ ai
    Và thời hạn của "<cơ quan>" kỳ "<kỳ>" là "không tính hạn"
    Và dòng lịch sử cuối của "<cơ quan>" kỳ "<kỳ>" ghi văn bản số "77/TB"
    Và dòng lịch sử cuối của "<cơ quan>" kỳ "<kỳ>" ghi lý do "địa bàn bị thiên tai"
    Và dòng lịch sử cuối của "<cơ quan>" kỳ "<kỳ>" là việc của "<nơi ban hành>"
    Khi "<nơi ban hành>" miễn cho "<cơ quan>" kỳ "<kỳ>" vì "miễn lần nữa"
    Thì bị từ chối vì "tình trạng nhiệm vụ không cho phép"
    Khi "<nơi ban hành>" gia hạn cho "<cơ quan>" kỳ "<kỳ>" đến ngày 31/07/<năm> vì "thêm thời gian"
    Thì bị từ chối vì "tình trạng nhiệm vụ không cho phép"
    Và người làm được là "<nơi ban hành>"
    Và muốn gỡ thì "<nơi ban hành>" phải làm "hủy việc miễn"
    Khi "<nơi ban hành>" hủy việc miễn cho "<cơ quan>" kỳ "<kỳ>" vì "đã khắc phục xong"
    Thì "<cơ quan>" kỳ "<kỳ>" có tình trạng "đang thực hiện"
    Và "<cơ quan>" kỳ "<kỳ>" ở trạng thái "đã giao"
    Biết "<nơi ban hành>" đã tạm dừng việc của "<cơ quan>" kỳ "<kỳ>" vì "chờ quyết định"
    Khi "<nơi ban hành>" miễn cho "<cơ quan>" kỳ "<kỳ>" vì "địa bàn lại bị thiên tai"
    Thì "<cơ quan>" kỳ "<kỳ>" có tình trạng "được miễn"

    Dữ liệu:
      | năm  | văn bản               | nơi ban hành               | cơ quan                       | kỳ      |
      | 2022 | kh-246-tphcm-2022     | UBND Thành phố Hồ Chí Minh | ho-chi-minh.ban-dan-toc       | 6 tháng |
      | 2022 | kh-ha-noi-2022        | UBND Thành phố Hà Nội      | ha-noi.ban-dan-toc            | một lần |
      | 2023 | cv-1432-bnv-2023      | Bộ Nội vụ                  | UBND tỉnh Hà Giang            | 6 tháng |
      | 2023 | kh-binh-dinh-2023     | UBND tỉnh Bình Định        | UBND huyện Tuy Phước          | 6 tháng |
      | 2023 | cv-4666-dong-nai-2023 | UBND tỉnh Đồng Nai         | Sở Nội vụ tỉnh Đồng Nai       | 6 tháng |
      | 2024 | kh-quan-10-2024       | UBND Quận 10               | ho-chi-minh.quan-10.phuong-14 | 6 tháng |

  Khung kịch bản: Gia hạn phải nêu hạn mới, muộn hơn hạn đang có, và nêu lý do
    Biết hôm nay là ngày 01/06/<năm>
    Và đợt triển khai năm <năm> của "ct-33-ttg-2021" đã được mở
    Và văn bản "<văn bản>" đã ban hành
    Khi "<nơi ban hành>" gia hạn cho "<cơ quan>" kỳ "<kỳ>" vì "địa bàn bị thiên tai"
    Thì bị từ chối vì "chưa nêu hạn mới"
    Khi "<nơi ban hành>" gia hạn cho "<cơ quan>" kỳ "<kỳ>" đến ngày 31/07/<năm>
    Thì bị từ chối vì "thiếu lý do"
    Khi "<nơi ban hành>" gia hạn cho "<cơ quan>" kỳ "<kỳ>" đến ngày 01/05/<năm> vì "địa bàn bị thiên tai"
    Thì bị từ chối vì "hạn mới không muộn hơn"
    Khi "<nơi ban hành>" gia hạn cho "<cơ quan>" kỳ "<kỳ>" đến ngày 31/07/<năm> vì "địa bàn bị thiên tai"
    Thì hạn của "<cơ quan>" kỳ "<kỳ>" là ngày 31/07/<năm>
    Và "<cơ quan>" kỳ "<kỳ>" chưa quá hạn
    Khi đến ngày 02/08/<năm>
    Thì "<cơ quan>" kỳ "<kỳ>" quá hạn 2 ngày

    Dữ liệu:
      | năm  | văn bản               | nơi ban hành               | cơ quan                       | kỳ      |
      | 2022 | kh-246-tphcm-2022     | UBND Thành phố Hồ Chí Minh | ho-chi-minh.ban-dan-toc       | 6 tháng |
      | 2022 | kh-ha-noi-2022        | UBND Thành phố Hà Nội      | ha-noi.ban-dan-toc            | một lần |
      | 2023 | cv-1432-bnv-2023      | Bộ Nội vụ                  | UBND tỉnh Hà Giang            | 6 tháng |
      | 2023 | kh-binh-dinh-2023     | UBND tỉnh Bình Định        | UBND huyện Tuy Phước          | 6 tháng |
      | 2023 | cv-4666-dong-nai-2023 | UBND tỉnh Đồng Nai         | Sở Nội vụ tỉnh Đồng Nai       | 6 tháng |
      | 2024 | kh-quan-10-2024       | UBND Quận 10               | ho-chi-minh.quan-10.phuong-14 | 6 tháng |

  Khung kịch bản: Việc đã xong thì không còn gì để miễn, tạm dừng hay gia hạn
    Biết hôm nay là ngày 01/08/<năm>
    Và đợt triển khai năm <năm> của "ct-33-ttg-2021" đã được mở
    Và "<cơ quan>" đã <việc cuối> kỳ "<kỳ>"
    Khi "<nơi ban hành>" miễn cho "<cơ quan>" kỳ "<kỳ>" vì "địa bàn bị thiên tai"
    Thì bị từ chối vì "nhiệm vụ đã xong"
    Khi "<nơi ban hành>" tạm dừng việc của "<cơ quan>" kỳ "<kỳ>" vì "sắp xếp lại"
    Thì bị từ chối vì "nhiệm vụ đã xong"
    Khi "<nơi ban hành>" gia hạn cho "<cơ quan>" kỳ "<kỳ>" đến ngày 31/10/<năm> vì "địa bàn bị thiên tai"
    Thì bị từ chối vì "nhiệm vụ đã xong"

    Dữ liệu:
      | năm  | nơi ban hành               | cơ quan                       | kỳ      | việc cuối |
      | 2022 | UBND Thành phố Hồ Chí Minh | ho-chi-minh.ban-dan-toc       | 6 tháng | báo cáo   |
      | 2022 | UBND Thành phố Hà Nội      | ha-noi.ban-dan-toc            | một lần | báo cáo   |
      | 2023 | Bộ Nội vụ                  | UBND tỉnh Hà Giang            | 6 tháng | báo cáo   |
      | 2023 | UBND tỉnh Bình Định        | UBND huyện Tuy Phước          | 6 tháng | báo cáo   |
      | 2023 | UBND tỉnh Đồng Nai         | Sở Nội vụ tỉnh Đồng Nai       | 6 tháng | báo cáo   |
      | 2024 | UBND Quận 10               | ho-chi-minh.quan-10.phuong-14 | 6 tháng | báo cáo   |

  Khung kịch bản: Văn bản ban hành thì việc đang tạm dừng hay được miễn cũng được giao, để không ai bị bỏ lại
    Biết đợt triển khai năm <năm> của "ct-33-ttg-2021" đã được mở vào ngày <ngày mở>
    Khi "<một cơ quan>" thực hiện kỳ "<kỳ>"
    Thì bị từ chối vì "văn bản chưa ban hành"
    Và người làm được là "<nơi ban hành>"
    Và muốn gỡ thì "<nơi ban hành>" phải làm "<cách gỡ>"
    Khi "<nơi ban hành>" làm "ban hành" kỳ "<kỳ>" thay cho "<một cơ quan>"
    Thì bị từ chối vì "nhiệm vụ được giao theo văn bản"
    Biết "<nơi ban hành>" đã tạm dừng việc của "<một cơ quan>" kỳ "<kỳ>" vì "sắp xếp lại"
    Và "<nơi ban hành>" đã miễn cho "<cơ quan khác>" kỳ "<kỳ khác>" vì "địa bàn bị thiên tai"
    Khi đến ngày <ngày ban hành>
    Và "<nơi ban hành>" ban hành "<văn bản>" số "<số>" ngày <ngày ban hành>
    Thì "<một cơ quan>" kỳ "<kỳ>" ở trạng thái "đã giao"
    Và "<một cơ quan>" kỳ "<kỳ>" có tình trạng "tạm dừng"
    Và "<cơ quan khác>" kỳ "<kỳ khác>" ở trạng thái "đã giao"
    Và "<cơ quan khác>" kỳ "<kỳ khác>" có tình trạng "được miễn"

    Dữ liệu:
      | năm  | ngày mở    | văn bản               | nơi ban hành               | số            | ngày ban hành | một cơ quan                   | kỳ      | cơ quan khác                  | kỳ khác | cách gỡ      |
      | 2022 | 05/01/2022 | kh-246-tphcm-2022     | UBND Thành phố Hồ Chí Minh | 246/KH-UBND   | 21/01/2022    | ho-chi-minh.ban-dan-toc       | 6 tháng | ho-chi-minh.so-xay-dung       | 6 tháng | ban hành     |
      | 2022 | 05/01/2022 | kh-ha-noi-2022        | UBND Thành phố Hà Nội      | 30/KH-UBND    | 28/01/2022    | ha-noi.ban-dan-toc            | một lần | ha-noi.so-noi-vu              | một lần | ban hành     |
      | 2023 | 10/01/2023 | cv-1432-bnv-2023      | Bộ Nội vụ                  | 1432/BNV-CTTN | 03/04/2023    | UBND tỉnh Hà Giang            | 6 tháng | UBND tỉnh Cao Bằng            | 6 tháng | ban hành     |
      | 2023 | 05/04/2023 | kh-binh-dinh-2023     | UBND tỉnh Bình Định        | 45/KH-UBND    | 10/04/2023    | UBND huyện Tuy Phước          | 6 tháng | UBND huyện Hoài Ân            | 6 tháng | lập kế hoạch |
      | 2023 | 05/04/2023 | cv-4666-dong-nai-2023 | UBND tỉnh Đồng Nai         | 4666/UBND-KGVX | 15/05/2023   | Sở Nội vụ tỉnh Đồng Nai       | 6 tháng | Sở Nội vụ tỉnh Đồng Nai       | năm     | ban hành     |
      | 2024 | 02/01/2024 | kh-quan-10-2024       | UBND Quận 10               | 60/KH-UBND    | 20/03/2024    | ho-chi-minh.quan-10.phuong-14 | 6 tháng | ho-chi-minh.quan-10.phuong-15 | 6 tháng | lập kế hoạch |
