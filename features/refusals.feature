# language: vi
Tính năng: Việc bị từ chối
  Mỗi lần từ chối nêu quy tắc, ai làm được và làm gì để gỡ; bị từ chối thì không có gì thay đổi.

  Bối cảnh:
    Biết đợt triển khai năm 2023 của "ct-33-ttg-2021" đã được mở

  Kịch bản: Chưa có kế hoạch thì chưa thực hiện được
    Khi "UBND tỉnh Hà Giang" thực hiện kỳ "6 tháng"
    Thì bị từ chối vì "chưa có kế hoạch"
    Và "UBND tỉnh Hà Giang" kỳ "6 tháng" ở trạng thái "đã giao"

  Kịch bản: Chưa thực hiện thì chưa báo cáo được
    Biết "UBND tỉnh Hà Giang" đã lập kế hoạch kỳ "6 tháng"
    Khi "UBND tỉnh Hà Giang" báo cáo kỳ "6 tháng"
    Thì bị từ chối vì "không đúng trạng thái"

  Kịch bản: Văn bản giao việc chưa ban hành thì chưa làm được gì
    Khi "UBND huyện Tuy Phước" lập kế hoạch kỳ "6 tháng"
    Thì bị từ chối vì "văn bản chưa ban hành"
    Và người làm được là "UBND tỉnh Bình Định"

  Kịch bản: Không ai báo cáo thay cho cơ quan khác
    Biết "UBND tỉnh Hà Giang" đã thực hiện kỳ "6 tháng"
    Khi "UBND tỉnh Cao Bằng" báo cáo kỳ "6 tháng" thay cho "UBND tỉnh Hà Giang"
    Thì bị từ chối vì "không phải việc của cơ quan này"
    Và người làm được là "UBND tỉnh Hà Giang"

  Kịch bản: Ngày chưa tới
    Biết hôm nay là ngày 20/04/2023
    Khi "UBND tỉnh Hà Giang" lập kế hoạch kỳ "6 tháng" vào ngày 21/04/2023
    Thì bị từ chối vì "ngày chưa tới"

  Kịch bản: Ngày trước lần chuyển gần nhất
    Biết "UBND tỉnh Hà Giang" đã lập kế hoạch kỳ "6 tháng" vào ngày 20/04/2023
    Khi "UBND tỉnh Hà Giang" thực hiện kỳ "6 tháng" vào ngày 19/04/2023
    Thì bị từ chối vì "trước lần chuyển gần nhất"

  Kịch bản: Kế hoạch đang chờ thì phải có số và ngày
    Khi "UBND tỉnh Bình Định" lập kế hoạch kỳ "6 tháng"
    Thì bị từ chối vì "thiếu số hoặc ngày văn bản"

  Kịch bản: Kế hoạch không thể có trước văn bản mà nó căn cứ
    Khi "UBND tỉnh Bình Định" ban hành "kh-binh-dinh-2023" số "9/KH-UBND" ngày 10/01/2023
    Thì bị từ chối vì "ngày văn bản quá sớm"

  Kịch bản: Chỉ cơ quan ban hành mới ban hành được văn bản
    Khi "Sở Nội vụ tỉnh Bình Định" ban hành "kh-binh-dinh-2023" số "45/KH-UBND" ngày 10/04/2023
    Thì bị từ chối vì "không phải việc của cơ quan này"
    Và người làm được là "UBND tỉnh Bình Định"

  Kịch bản: Văn bản chỉ ban hành một lần
    Biết "UBND tỉnh Bình Định" đã ban hành kế hoạch "kh-binh-dinh-2023" số "45/KH-UBND" ngày 10/04/2023
    Khi "UBND tỉnh Bình Định" ban hành "kh-binh-dinh-2023" số "46/KH-UBND" ngày 11/04/2023
    Thì bị từ chối vì "văn bản đã ban hành"

  Kịch bản: Tỉnh không tổng hợp thì không được giao tổng hợp
    Biết "UBND tỉnh Hà Giang" đã thực hiện kỳ "6 tháng"
    Khi "UBND tỉnh Hà Giang" tổng hợp kỳ "6 tháng"
    Thì bị từ chối vì "không phải làm việc này"

  Kịch bản: Một năm chỉ mở một đợt
    Khi mở đợt triển khai năm 2023 của "ct-33-ttg-2021"
    Thì bị từ chối vì "đợt triển khai đã mở"

  Khung kịch bản: Mỗi văn bản giữ đúng đường đi của nhiệm vụ nó giao
    Biết đợt triển khai năm <năm> của "ct-33-ttg-2021" đã được mở
    Và văn bản "<văn bản>" đã ban hành
    Khi "<cơ quan>" thực hiện kỳ "<kỳ>"
    Thì bị từ chối vì "chưa có kế hoạch"
    Khi "<cơ quan>" tổng hợp kỳ "<kỳ>"
    Thì bị từ chối vì "không phải làm việc này"
    Khi "<người khác>" lập kế hoạch kỳ "<kỳ>" thay cho "<cơ quan>"
    Thì bị từ chối vì "không phải việc của cơ quan này"
    Và người làm được là "<cơ quan>"
    Khi "<cơ quan>" lập kế hoạch kỳ "<kỳ>" vào ngày 02/01/2030
    Thì bị từ chối vì "ngày chưa tới"
    Biết "<cơ quan>" đã lập kế hoạch kỳ "<kỳ>" vào ngày 20/05/<năm>
    Khi "<cơ quan>" thực hiện kỳ "<kỳ>" vào ngày 19/05/<năm>
    Thì bị từ chối vì "trước lần chuyển gần nhất"
    Khi "<cơ quan>" báo cáo kỳ "<kỳ>"
    Thì bị từ chối vì "không đúng trạng thái"
    Biết "<cơ quan>" đã thực hiện kỳ "<kỳ>"
    Khi "<cơ quan>" tổng hợp kỳ "<kỳ>"
    Thì bị từ chối vì "không phải làm việc này"
    Biết "<cơ quan>" đã báo cáo kỳ "<kỳ>"
    Khi "<cơ quan>" tổng hợp kỳ "<kỳ>"
    Thì bị từ chối vì "nhiệm vụ đã xong"
    Khi "<nơi ban hành>" ban hành "<văn bản>" số "99/KH-UBND" ngày 01/06/<năm>
    Thì bị từ chối vì "văn bản đã ban hành"

    Dữ liệu:
      | năm  | văn bản           | nơi ban hành               | cơ quan                        | kỳ      | người khác                    |
      | 2022 | kh-246-tphcm-2022 | UBND Thành phố Hồ Chí Minh | ho-chi-minh.ban-dan-toc        | 6 tháng | ho-chi-minh.so-xay-dung       |
      | 2022 | kh-ha-noi-2022    | UBND Thành phố Hà Nội      | ha-noi.ban-dan-toc             | một lần | ha-noi.so-noi-vu              |
      | 2023 | cv-1432-bnv-2023  | Bộ Nội vụ                  | UBND tỉnh Hà Giang             | 6 tháng | UBND tỉnh Cao Bằng            |
      | 2023 | kh-binh-dinh-2023 | UBND tỉnh Bình Định        | UBND huyện Tuy Phước           | 6 tháng | UBND huyện Hoài Ân            |
      | 2024 | kh-quan-10-2024   | UBND Quận 10               | ho-chi-minh.quan-10.phuong-14  | 6 tháng | ho-chi-minh.quan-10.phuong-15 |

  Khung kịch bản: Chưa ban hành thì chưa làm được, và không giao riêng từng việc
    Biết đợt triển khai năm <năm> của "ct-33-ttg-2021" đã được mở
    Khi "<cơ quan>" lập kế hoạch kỳ "<kỳ>"
    Thì bị từ chối vì "văn bản chưa ban hành"
    Và người làm được là "<nơi ban hành>"
    Khi làm các việc sau:
      | cơ quan   | kỳ   | hành động | cơ quan làm    |
      | <cơ quan> | <kỳ> | ban hành  | <nơi ban hành> |
    Thì dòng 1 bị từ chối vì "nhiệm vụ được giao theo văn bản"
    Khi "<nơi ban hành>" ban hành "<văn bản>" số "45/KH-UBND"
    Thì bị từ chối vì "thiếu số hoặc ngày văn bản"
    Khi "<nơi ban hành>" ban hành "<văn bản>" số "45/KH-UBND" ngày <quá sớm>
    Thì bị từ chối vì "ngày văn bản quá sớm"

    Dữ liệu:
      | năm  | văn bản           | nơi ban hành          | cơ quan                       | kỳ      | quá sớm    |
      | 2022 | kh-ha-noi-2022    | UBND Thành phố Hà Nội | ha-noi.ban-dan-toc            | một lần | 01/12/2021 |
      | 2023 | kh-binh-dinh-2023 | UBND tỉnh Bình Định   | UBND huyện Tuy Phước          | 6 tháng | 19/02/2023 |
      | 2024 | kh-quan-10-2024   | UBND Quận 10          | ho-chi-minh.quan-10.phuong-14 | 6 tháng | 18/03/2024 |

  Khung kịch bản: Nơi chỉ tổng hợp thì không lập kế hoạch hay báo cáo riêng, và phải chờ đủ đầu vào
    Biết đợt triển khai năm <năm> của "ct-33-ttg-2021" đã được mở
    Và văn bản "<văn bản>" đã ban hành
    Khi "<cơ quan>" lập kế hoạch kỳ "<kỳ>"
    Thì bị từ chối vì "không phải làm việc này"
    Biết "<cơ quan>" đã thực hiện kỳ "<kỳ>"
    Khi "<cơ quan>" báo cáo kỳ "<kỳ>"
    Thì bị từ chối vì "không phải làm việc này"
    Khi "<cơ quan>" tổng hợp kỳ "<kỳ>"
    Thì bị từ chối vì "còn đầu vào chưa báo cáo"

    Dữ liệu:
      | năm  | văn bản               | cơ quan                    | kỳ      |
      | 2022 | kh-246-tphcm-2022     | UBND Thành phố Hồ Chí Minh | 6 tháng |
      | 2023 | cv-1432-bnv-2023      | Bộ Nội vụ                  | 6 tháng |
      | 2024 | kh-quan-10-2024       | UBND Quận 10               | quý I   |

  Khung kịch bản: Nơi vừa báo cáo vừa tổng hợp phải chờ đủ đầu vào
    Biết đợt triển khai năm <năm> của "ct-33-ttg-2021" đã được mở
    Và văn bản "<văn bản>" đã ban hành
    Và "<cơ quan>" đã thực hiện kỳ "<kỳ>"
    Khi "<cơ quan>" tổng hợp kỳ "<kỳ>"
    Thì bị từ chối vì "không đúng trạng thái"
    Biết "<cơ quan>" đã báo cáo kỳ "<kỳ>"
    Khi "<cơ quan>" tổng hợp kỳ "<kỳ>"
    Thì bị từ chối vì "còn đầu vào chưa báo cáo"

    Dữ liệu:
      | năm  | văn bản           | cơ quan                           | kỳ      |
      | 2022 | kh-246-tphcm-2022 | Sở Nội vụ Thành phố Hồ Chí Minh   | 6 tháng |
      | 2022 | kh-ha-noi-2022    | Sở Nội vụ Thành phố Hà Nội        | một lần |
      | 2023 | kh-binh-dinh-2023 | Sở Nội vụ tỉnh Bình Định          | quý I   |
      | 2024 | kh-quan-10-2024   | Phòng Nội vụ Quận 10              | quý I   |

  Khung kịch bản: Đủ đầu vào mà chưa báo cáo phần mình thì cũng chưa tổng hợp được
    Biết đợt triển khai năm <năm> của "ct-33-ttg-2021" đã được mở
    Và mọi cơ quan được "<văn bản>" giao báo cáo kỳ "<kỳ>" đều đã báo cáo, trừ "<cơ quan>, <nơi nhận>"
    Và "<cơ quan>" đã thực hiện kỳ "<kỳ>"
    Khi "<cơ quan>" tổng hợp kỳ "<kỳ>"
    Thì bị từ chối vì "không đúng trạng thái"
    Biết "<cơ quan>" đã báo cáo kỳ "<kỳ>"
    Khi "<cơ quan>" tổng hợp kỳ "<kỳ>"
    Thì "<cơ quan>" kỳ "<kỳ>" ở trạng thái "đã tổng hợp"

    Dữ liệu:
      | năm  | văn bản           | cơ quan                         | kỳ      | nơi nhận                   |
      | 2022 | kh-246-tphcm-2022 | Sở Nội vụ Thành phố Hồ Chí Minh | năm     | UBND Thành phố Hồ Chí Minh |
      | 2022 | kh-ha-noi-2022    | Văn phòng UBND Thành phố Hà Nội | một lần | UBND Thành phố Hà Nội      |
      | 2023 | kh-binh-dinh-2023 | Sở Nội vụ tỉnh Bình Định        | 9 tháng | UBND tỉnh Bình Định        |
      | 2024 | kh-quan-10-2024   | Phòng Nội vụ Quận 10            | 9 tháng | UBND Quận 10               |

  Kịch bản: Tỉnh Đồng Nai chờ Sở Nội vụ, và không ai làm thay Sở
    Biết văn bản "cv-4666-dong-nai-2023" đã ban hành
    Khi "UBND tỉnh Đồng Nai" thực hiện kỳ "6 tháng"
    Thì bị từ chối vì "chưa có kế hoạch"
    Biết "UBND tỉnh Đồng Nai" đã thực hiện kỳ "6 tháng" vào ngày 25/05/2023
    Khi "UBND tỉnh Đồng Nai" tổng hợp kỳ "6 tháng"
    Thì bị từ chối vì "còn đầu vào chưa báo cáo"
    Khi "UBND tỉnh Đồng Nai" báo cáo kỳ "6 tháng"
    Thì bị từ chối vì "không phải làm việc này"
    Khi "Sở Nội vụ tỉnh Đồng Nai" lập kế hoạch kỳ "6 tháng"
    Thì bị từ chối vì "không phải làm việc này"
    Khi "Sở Nội vụ tỉnh Đồng Nai" tổng hợp kỳ "6 tháng"
    Thì bị từ chối vì "không phải làm việc này"
    Khi "Sở Nội vụ tỉnh Đồng Nai" báo cáo kỳ "6 tháng"
    Thì bị từ chối vì "không đúng trạng thái"
    Khi "UBND tỉnh Đồng Nai" thực hiện kỳ "6 tháng" thay cho "Sở Nội vụ tỉnh Đồng Nai"
    Thì bị từ chối vì "không phải việc của cơ quan này"
    Biết "Sở Nội vụ tỉnh Đồng Nai" đã báo cáo kỳ "6 tháng" vào ngày 29/05/2023
    Khi "Sở Nội vụ tỉnh Đồng Nai" báo cáo kỳ "6 tháng"
    Thì bị từ chối vì "không đúng trạng thái"
    Khi "UBND tỉnh Đồng Nai" tổng hợp kỳ "6 tháng" vào ngày 24/05/2023
    Thì bị từ chối vì "trước lần chuyển gần nhất"
    Khi "UBND tỉnh Đồng Nai" ban hành "cv-4666-dong-nai-2023"
    Thì bị từ chối vì "văn bản đã ban hành"

  Khung kịch bản: Lập kế hoạch mà kế hoạch ấy còn chờ ban hành thì phải có số, có ngày, và ngày không trước văn bản căn cứ
    Biết đợt triển khai năm <năm> của "ct-33-ttg-2021" đã được mở
    Khi "<cơ quan>" lập kế hoạch kỳ "<kỳ>" vào ngày <ngày>
    Thì bị từ chối vì "thiếu số hoặc ngày văn bản"
    Khi "<cơ quan>" lập kế hoạch kỳ "<kỳ>" vào ngày <quá sớm> bằng văn bản số "9/KH-UBND"
    Thì bị từ chối vì "ngày văn bản quá sớm"
    Khi "<cơ quan>" lập kế hoạch kỳ "<kỳ>" vào ngày <ngày> bằng văn bản số "9/KH-UBND" do "Chủ tịch UBND" ký
    Thì "<cơ quan>" kỳ "<kỳ>" ở trạng thái "đã có kế hoạch"
    Và "<cấp dưới>" kỳ "<kỳ>" ở trạng thái "đã giao"
    Và dòng lịch sử cuối của "<cơ quan>" kỳ "<kỳ>" là việc của "<cơ quan>" do "Chủ tịch UBND" ký

    Dữ liệu:
      | năm  | cơ quan             | kỳ      | ngày       | quá sớm    | cấp dưới                      |
      | 2023 | UBND tỉnh Bình Định | 6 tháng | 10/04/2023 | 19/02/2023 | UBND huyện Tuy Phước          |
      | 2024 | UBND Quận 10        | 6 tháng | 20/03/2024 | 18/03/2024 | ho-chi-minh.quan-10.phuong-14 |

  Kịch bản: Chỉ thị đã ban hành thì không ban hành lại
    Khi "Thủ tướng" ban hành "ct-33-ttg-2021"
    Thì bị từ chối vì "văn bản đã ban hành"

  Kịch bản: Thử trước khi làm thì thấy kết quả mà không ghi gì
    Biết mọi cơ quan được "kh-binh-dinh-2023" giao báo cáo kỳ "6 tháng" đều đã báo cáo, trừ "UBND huyện Tuy Phước"
    Và "UBND huyện Tuy Phước" đã thực hiện kỳ "6 tháng"
    Khi chỉ thử việc tiếp theo, không ghi
    Và "UBND huyện Tuy Phước" báo cáo kỳ "6 tháng" vào ngày 23/06/2023
    Thì các báo cáo tổng hợp hết bị chặn là "Sở Nội vụ tỉnh Bình Định"
    Và không có gì được ghi
    Và "UBND huyện Tuy Phước" kỳ "6 tháng" ở trạng thái "đã thực hiện"
    Khi chỉ thử việc tiếp theo, không ghi
    Và "UBND tỉnh Bình Định" thu hồi "kh-binh-dinh-2023" vì "thay bằng kế hoạch khác"
    Thì "UBND huyện Tuy Phước" kỳ "6 tháng" có tình trạng "đang thực hiện"
    Khi "UBND huyện Tuy Phước" báo cáo kỳ "6 tháng" vào ngày 23/06/2023
    Thì "UBND huyện Tuy Phước" kỳ "6 tháng" ở trạng thái "đã báo cáo"
