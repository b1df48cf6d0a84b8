# language: vi
Tính năng: Thu hồi văn bản
  Văn bản bị thu hồi thì việc chưa xong mà chỉ văn bản ấy giao cũng hết; việc đã xong vẫn là đã xong, việc văn bản khác cùng giao vẫn phải làm.

  Khung kịch bản: Thu hồi lấy đi việc đang làm, đang tạm dừng và đang được miễn; việc đã xong thì còn
    Biết đợt triển khai năm <năm> của "ct-33-ttg-2021" đã được mở
    Và "<đã xong>" đã <việc cuối> kỳ "<kỳ đã xong>"
    Và "<nơi ban hành>" đã tạm dừng việc của "<tạm dừng>" kỳ "<kỳ tạm dừng>" vì "đang sắp xếp lại bộ máy"
    Và "<nơi ban hành>" đã miễn cho "<được miễn>" kỳ "<kỳ được miễn>" vì "địa bàn bị thiên tai"
    Khi "<nơi ban hành>" làm "thu hồi" kỳ "<kỳ tạm dừng>" thay cho "<tạm dừng>" vì "giao nhầm"
    Thì bị từ chối vì "nhiệm vụ bị thu hồi theo văn bản"
    Và muốn gỡ thì "<nơi ban hành>" phải làm "thu hồi"
    Khi "<tạm dừng>" thu hồi "<văn bản>" vì "không làm được"
    Thì bị từ chối vì "không phải việc của cơ quan này"
    Khi "<nơi ban hành>" thu hồi "<văn bản>"
    Thì bị từ chối vì "thiếu lý do"
    Và không có gì được ghi
    Khi "<nơi ban hành>" thu hồi "<văn bản>" bằng văn bản số "88/QĐ" vì "thay bằng văn bản khác"
    Thì "<tạm dừng>" kỳ "<kỳ tạm dừng>" có tình trạng "đã thu hồi"
    Và "<được miễn>" kỳ "<kỳ được miễn>" có tình trạng "đã thu hồi"
    Và "<đã xong>" kỳ "<kỳ đã xong>" có tình trạng "đang thực hiện"
    Và "<tạm dừng>" kỳ "<kỳ tạm dừng>" không chờ ai
    Và dòng lịch sử cuối của "<tạm dừng>" kỳ "<kỳ tạm dừng>" ghi văn bản số "88/QĐ"
    Khi "<nơi ban hành>" thu hồi "<văn bản>" vì "thu hồi lần nữa"
    Thì bị từ chối vì "văn bản đã bị thu hồi"

    Dữ liệu:
      | năm  | văn bản               | nơi ban hành               | đã xong                       | kỳ đã xong | việc cuối | tạm dừng                      | kỳ tạm dừng | được miễn                     | kỳ được miễn |
      | 2022 | kh-246-tphcm-2022     | UBND Thành phố Hồ Chí Minh | ho-chi-minh.ban-dan-toc       | 6 tháng    | báo cáo   | ho-chi-minh.so-xay-dung       | 6 tháng     | ho-chi-minh.thanh-tra         | 6 tháng      |
      | 2022 | kh-ha-noi-2022        | UBND Thành phố Hà Nội      | ha-noi.ban-dan-toc            | một lần    | báo cáo   | ha-noi.thanh-tra              | một lần     | ha-noi.so-xay-dung            | một lần      |
      | 2023 | cv-1432-bnv-2023      | Bộ Nội vụ                  | UBND tỉnh Hà Giang            | 6 tháng    | báo cáo   | UBND tỉnh Cao Bằng            | 6 tháng     | UBND tỉnh Bắc Kạn             | 6 tháng      |
      | 2023 | kh-binh-dinh-2023     | UBND tỉnh Bình Định        | UBND huyện Hoài Ân            | 6 tháng    | báo cáo   | UBND huyện Tuy Phước          | 6 tháng     | UBND huyện An Lão             | 6 tháng      |
      | 2023 | cv-4666-dong-nai-2023 | UBND tỉnh Đồng Nai         | Sở Nội vụ tỉnh Đồng Nai       | 6 tháng    | báo cáo   | Sở Nội vụ tỉnh Đồng Nai       | năm         | Sở Nội vụ tỉnh Đồng Nai       | năm          |
      | 2024 | kh-quan-10-2024       | UBND Quận 10               | ho-chi-minh.quan-10.phuong-14 | 6 tháng    | báo cáo   | ho-chi-minh.quan-10.phuong-15 | 6 tháng     | ho-chi-minh.quan-10.phuong-1  | 6 tháng      |

  Kịch bản: Việc mà hai văn bản cùng giao chỉ hết khi cả hai bị thu hồi
    Biết đợt triển khai năm 2023 của "ct-33-ttg-2021" đã được mở
    Khi "UBND tỉnh Đồng Nai" thu hồi "cv-4666-dong-nai-2023" vì "thay bằng văn bản khác"
    Thì có 2 nhiệm vụ bị thu hồi
    Và "UBND tỉnh Đồng Nai" kỳ "6 tháng" có tình trạng "đang thực hiện"
    Và "UBND tỉnh Đồng Nai" kỳ "6 tháng" không bị chặn
    Khi "Bộ Nội vụ" thu hồi "cv-1432-bnv-2023" vì "thay bằng văn bản khác"
    Thì "UBND tỉnh Đồng Nai" kỳ "6 tháng" có tình trạng "đã thu hồi"
    Và "Bộ Nội vụ" kỳ "6 tháng" có tình trạng "đã thu hồi"

  Kịch bản: Việc đang tạm dừng cũng hết khi văn bản bị thu hồi
    Biết đợt triển khai năm 2023 của "ct-33-ttg-2021" đã được mở
    Và "UBND tỉnh Đồng Nai" đã thực hiện kỳ "6 tháng"
    Và "UBND tỉnh Đồng Nai" đã tạm dừng việc của "Sở Nội vụ tỉnh Đồng Nai" kỳ "6 tháng" vì "đang sắp xếp lại bộ máy"
    Thì "UBND tỉnh Đồng Nai" kỳ "6 tháng" chờ "UBND tỉnh Đồng Nai" làm "cho tiếp tục"
    Khi "UBND tỉnh Đồng Nai" thu hồi "cv-4666-dong-nai-2023" vì "thay bằng văn bản khác"
    Thì các báo cáo tổng hợp hết bị chặn là "UBND tỉnh Đồng Nai"

  Kịch bản: Thu hồi văn bản của Bộ thì kế hoạch của tỉnh vẫn còn
    Biết đợt triển khai năm 2023 của "ct-33-ttg-2021" đã được mở
    Và văn bản "kh-binh-dinh-2023" đã ban hành
    Khi "Bộ Nội vụ" thu hồi "cv-1432-bnv-2023" vì "thay bằng văn bản khác"
    Thì "UBND tỉnh Bình Định" kỳ "6 tháng" có tình trạng "đã thu hồi"
    Và "UBND huyện Tuy Phước" kỳ "6 tháng" có tình trạng "đang thực hiện"
    Và "UBND huyện Tuy Phước" kỳ "6 tháng" làm được ngay "lập kế hoạch"

  Kịch bản: Văn bản đã thu hồi thì không ban hành được nữa
    Biết đợt triển khai năm 2023 của "ct-33-ttg-2021" đã được mở
    Và "UBND tỉnh Bình Định" đã thu hồi "kh-binh-dinh-2023" vì "thay bằng kế hoạch khác"
    Khi "UBND tỉnh Bình Định" ban hành "kh-binh-dinh-2023" số "45/KH-UBND" ngày 10/04/2023
    Thì bị từ chối vì "văn bản đã bị thu hồi"

  Kịch bản: Chỉ thị do Thủ tướng ban hành thì chỉ Thủ tướng thu hồi, một lần, có lý do, không ghi ngày chưa tới
    Biết đợt triển khai năm 2023 của "ct-33-ttg-2021" đã được mở
    Khi "Bộ Nội vụ" thu hồi "ct-33-ttg-2021" vì "hết hiệu lực"
    Thì bị từ chối vì "không phải việc của cơ quan này"
    Và người làm được là "Thủ tướng"
    Khi "Thủ tướng" thu hồi "ct-33-ttg-2021"
    Thì bị từ chối vì "thiếu lý do"
    Khi "Thủ tướng" thu hồi "ct-33-ttg-2021" vào ngày 05/01/2030 vì "hết hiệu lực"
    Thì bị từ chối vì "ngày chưa tới"
    Khi "Thủ tướng" thu hồi "ct-33-ttg-2021" vì "hết hiệu lực"
    Thì có 0 nhiệm vụ bị thu hồi
    Và "UBND tỉnh Hà Giang" kỳ "6 tháng" có tình trạng "đang thực hiện"
    Khi "Thủ tướng" thu hồi "ct-33-ttg-2021" vì "hết hiệu lực"
    Thì bị từ chối vì "văn bản đã bị thu hồi"
