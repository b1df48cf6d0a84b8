# language: vi
Tính năng: Chính sách viết như lời cán bộ nói
  Tên cơ quan, kỳ, ngày và lý do không cần dấu ngoặc kép khi câu chỉ có một nghĩa. Không nói kỳ nào thì là kỳ mà kịch
  bản đã nói tới; kịch bản chưa nói kỳ nào thì là kỳ duy nhất mà cơ quan có việc.

  Bối cảnh:
    Biết đợt triển khai năm 2023 của ct-33-ttg-2021 đã được mở
    Và văn bản kh-binh-dinh-2023 đã ban hành

  Quy tắc: Gửi báo cáo là báo cáo, ngày viết một chữ số cũng được
    Kịch bản: Huyện gửi báo cáo trước hạn
      Biết UBND huyện Tuy Phước đã thực hiện 6 tháng ngày 1/6/2023
      Khi UBND huyện Tuy Phước gửi báo cáo 6 tháng ngày 18/6/2023
      Thì UBND huyện Tuy Phước kỳ 6 tháng ở trạng thái đã báo cáo
      Và dòng lịch sử cuối của UBND huyện Tuy Phước ghi ngày 18/6/2023

    Kịch bản: Huyện nộp báo cáo theo văn bản có số
      Biết UBND huyện Tuy Phước đã thực hiện 6 tháng ngày 1/6/2023
      Khi UBND huyện Tuy Phước nộp báo cáo kỳ 6 tháng đầu năm 2023 ngày 18/6/2023 theo văn bản số 12/BC-UBND
      Thì dòng lịch sử cuối của UBND huyện Tuy Phước ghi văn bản số 12/BC-UBND

  Quy tắc: Còn thiếu báo cáo cấp dưới thì chưa được tổng hợp
    Kịch bản: Một huyện chưa báo cáo
      Biết mọi cơ quan được kh-binh-dinh-2023 giao báo cáo kỳ 6 tháng đều đã báo cáo, trừ UBND huyện Hoài Ân
      Thì Sở Nội vụ tỉnh Bình Định chưa được tổng hợp
      Và Sở Nội vụ tỉnh Bình Định chưa được tổng hợp báo cáo 6 tháng
      Và Sở Nội vụ tỉnh Bình Định chưa tổng hợp được
      Và điểm nghẽn của UBND tỉnh Bình Định kỳ 6 tháng là UBND huyện Hoài Ân

    Kịch bản: Sở tổng hợp sớm thì bị từ chối
      Biết mọi cơ quan được kh-binh-dinh-2023 giao báo cáo kỳ 6 tháng đều đã báo cáo, trừ UBND huyện Hoài Ân
      Khi Sở Nội vụ tỉnh Bình Định tổng hợp báo cáo 6 tháng ngày 20/6/2023
      Thì Sở Nội vụ tỉnh Bình Định chưa được tổng hợp
      Và không có gì được ghi

    Kịch bản: Lý do từ chối không cần dấu ngoặc kép
      Biết mọi cơ quan được kh-binh-dinh-2023 giao báo cáo kỳ 6 tháng đều đã báo cáo, trừ UBND huyện Hoài Ân
      Khi Sở Nội vụ tỉnh Bình Định tổng hợp ngày 20/6/2023
      Thì bị từ chối vì còn đầu vào chưa báo cáo

  Quy tắc: Trễ hạn là quá hạn, gia hạn thì hạn dời đi
    Kịch bản: Hai huyện trễ hạn, một huyện được gia hạn
      Biết hôm nay là ngày 21/6/2023
      Và UBND huyện Hoài Ân đã thực hiện 6 tháng ngày 1/6/2023
      Thì UBND huyện Hoài Ân bị trễ hạn 2 ngày
      Và UBND huyện Tuy Phước trễ hạn 2 ngày
      Khi UBND tỉnh Bình Định gia hạn báo cáo 6 tháng cho UBND huyện Hoài Ân đến ngày 30/6/2023 vì bão lũ
      Thì hạn của UBND huyện Hoài Ân là ngày 30/6/2023
      Và hạn báo cáo 6 tháng của UBND huyện Tuy Phước là ngày 19/6/2023
      Và UBND huyện Hoài Ân chưa trễ hạn
      Và UBND huyện Tuy Phước bị quá hạn 2 ngày

  Quy tắc: Báo cáo bị trả lại thì phải gửi lại
    Kịch bản: Sở trả lại báo cáo của huyện trong tỉnh mình
      Biết hôm nay là ngày 16/6/2023
      Và UBND huyện Phù Cát đã báo cáo 6 tháng ngày 15/6/2023
      Khi Sở Nội vụ trả lại báo cáo của UBND huyện Phù Cát vì thiếu số liệu
      Thì UBND huyện Phù Cát phải gửi lại
      Và dòng lịch sử cuối của UBND huyện Phù Cát ghi lý do "thiếu số liệu"
      Khi đến ngày 18/6/2023
      Và UBND huyện Phù Cát gửi báo cáo 6 tháng ngày 18/6/2023
      Thì UBND huyện Phù Cát không phải gửi lại
      Khi Sở Nội vụ trả lại báo cáo 6 tháng của UBND huyện Phù Cát ngày 18/6/2023 vì sai mẫu
      Thì UBND huyện Phù Cát phải gửi lại báo cáo 6 tháng

  Quy tắc: Miễn và đề nghị gia hạn nói gọn
    Kịch bản: Tỉnh miễn báo cáo cho một huyện, huyện khác đề nghị gia hạn
      Biết hôm nay là ngày 16/6/2023
      Khi UBND tỉnh Bình Định miễn báo cáo 6 tháng cho UBND huyện An Lão vì địa bàn bị thiên tai
      Thì UBND huyện An Lão có tình trạng được miễn
      Khi UBND huyện Tuy Phước đề nghị gia hạn báo cáo 6 tháng đến ngày 30/6/2023 vì bão lũ
      Thì đề nghị của UBND huyện Tuy Phước chờ quyết định

  Quy tắc: Những kỳ khác
    Khung kịch bản: Quý, tháng và năm
      Thì <cơ quan> kỳ <kỳ> chưa được tổng hợp
      Dữ liệu:
        | cơ quan                  | kỳ      |
        | UBND tỉnh Bình Định      | 6 tháng |
        | Sở Nội vụ tỉnh Bình Định | quý I   |
        | Bộ Nội vụ                | năm     |

    Kịch bản: Không nói kỳ nào, khi cơ quan chỉ có việc của một kỳ
      Biết đợt triển khai năm 2022 của ct-33-ttg-2021 đã được mở
      Và UBND huyện Ba Vì đã báo cáo
      Thì UBND huyện Ba Vì kỳ một lần ở trạng thái đã báo cáo
