# language: vi
Tính năng: Số liệu kiểm tra
  Ai muộn bao nhiêu ngày, dòng nào ghi sau ngày làm, mỗi trạng thái mất bao lâu, ngoại lệ nào do ai quyết và vì sao.
  Mọi con số cộng lại phải khớp; mỗi tỷ lệ nói rõ chia cái gì cho cái gì và bỏ ra những gì.

  Bối cảnh:
    Biết đợt triển khai năm 2023 của "ct-33-ttg-2021" đã được mở

  Quy tắc: Muộn hay không tính theo từng sản phẩm phải nộp, mỗi thứ theo hạn của nó
    Kịch bản: Báo cáo sau hạn thì hoàn thành quá hạn
      Biết "UBND huyện Tuy Phước" đã báo cáo kỳ "6 tháng" vào ngày 26/06/2023
      Thì "báo cáo" của "UBND huyện Tuy Phước" kỳ "6 tháng" được tính là "hoàn thành quá hạn", muộn 7 ngày, tức 5 ngày làm việc

    Kịch bản: Chưa báo cáo mà đã qua hạn thì đang thực hiện quá hạn
      Biết "UBND huyện Tuy Phước" đã thực hiện kỳ "6 tháng"
      Và hôm nay là ngày 21/06/2023
      Thì "báo cáo" của "UBND huyện Tuy Phước" kỳ "6 tháng" được tính là "đang thực hiện quá hạn", muộn 2 ngày, tức 2 ngày làm việc

    Kịch bản: Báo cáo riêng đúng hạn, báo cáo tổng hợp tính riêng
      Biết "Sở Nội vụ tỉnh Bình Định" đã tổng hợp kỳ "6 tháng" vào ngày 19/06/2023
      Và hôm nay là ngày 21/06/2023
      Thì "báo cáo" của "Sở Nội vụ tỉnh Bình Định" kỳ "6 tháng" được tính là "hoàn thành đúng hạn"
      Và "báo cáo tổng hợp" của "Sở Nội vụ tỉnh Bình Định" kỳ "6 tháng" được tính là "không có hạn"
      Và "báo cáo tổng hợp" của "UBND tỉnh Bình Định" kỳ "6 tháng" được tính là "đang thực hiện quá hạn", muộn 23 ngày

    Kịch bản: Được gia hạn thì tính theo hạn mới, hạn ban đầu vẫn còn đó
      Biết hôm nay là ngày 10/05/2023
      Và "UBND tỉnh Hà Giang" đã thực hiện kỳ "6 tháng"
      Khi "Bộ Nội vụ" gia hạn cho "UBND tỉnh Hà Giang" kỳ "6 tháng" đến ngày 15/06/2023 vì "bão lũ"
      Và đến ngày 14/06/2023
      Và "UBND tỉnh Hà Giang" báo cáo kỳ "6 tháng"
      Thì "báo cáo" của "UBND tỉnh Hà Giang" kỳ "6 tháng" được tính là "hoàn thành đúng hạn"
      Và "báo cáo" của "UBND tỉnh Hà Giang" kỳ "6 tháng" được gia hạn từ ngày 29/05/2023

    Kịch bản: Bị trả lại thì tính theo lần nộp sau, lần nộp đầu vẫn ghi bên cạnh
      Biết "UBND huyện Tuy Phước" đã báo cáo kỳ "6 tháng" vào ngày 16/06/2023
      Và hôm nay là ngày 21/06/2023
      Khi "Sở Nội vụ tỉnh Bình Định" trả lại báo cáo của "UBND huyện Tuy Phước" kỳ "6 tháng" vì "thiếu số liệu"
      Và "UBND huyện Tuy Phước" báo cáo kỳ "6 tháng"
      Thì "báo cáo" của "UBND huyện Tuy Phước" kỳ "6 tháng" được tính là "hoàn thành quá hạn", muộn 2 ngày
      Và "báo cáo" của "UBND huyện Tuy Phước" kỳ "6 tháng" bị trả lại 1 lần, nộp lần đầu ngày 16/06/2023

    Kịch bản: Được miễn thì không tính
      Biết hôm nay là ngày 21/06/2023
      Khi "UBND tỉnh Bình Định" miễn cho "UBND huyện Tuy Phước" kỳ "6 tháng" vì "bão lũ"
      Thì "báo cáo" của "UBND huyện Tuy Phước" kỳ "6 tháng" được tính là "không tính"

    Kịch bản: Hạn đã qua trước khi được giao thì không phải lỗi người nhận việc
      Biết "UBND tỉnh Bình Định" đã ban hành kế hoạch "kh-binh-dinh-2023" số "45/KH-UBND" ngày 10/04/2023
      Thì "báo cáo" của "UBND huyện Hoài Ân" kỳ "quý I" đã quá hạn trước khi được giao

    Kịch bản: Mọi con số cộng lại đủ
      Biết mọi cơ quan được "kh-binh-dinh-2023" giao báo cáo kỳ "6 tháng" đều đã báo cáo, trừ "UBND huyện Tuy Phước"
      Và hôm nay là ngày 21/06/2023
      Thì số liệu trễ hạn ở kỳ "6 tháng" thuộc "UBND tỉnh Bình Định" cộng đủ 65 sản phẩm phải nộp
      Và có 30 sản phẩm "hoàn thành đúng hạn" ở kỳ "6 tháng" thuộc "UBND tỉnh Bình Định"
      Và có 2 sản phẩm "đang thực hiện quá hạn" ở kỳ "6 tháng" thuộc "UBND tỉnh Bình Định"
      Và tỷ lệ đúng hạn ở kỳ "6 tháng" thuộc "UBND tỉnh Bình Định" là 30/32, tức "93,8 %"

  Quy tắc: Ghi muộn là ghi sau ngày làm
    Kịch bản: Báo cáo ngày 16, đến ngày 21 mới ghi
      Biết "UBND tỉnh Bình Định" đã ban hành kế hoạch "kh-binh-dinh-2023" số "45/KH-UBND" ngày 10/04/2023
      Và "UBND huyện Tuy Phước" đã lập kế hoạch kỳ "6 tháng" vào ngày 20/04/2023
      Và "UBND huyện Tuy Phước" đã thực hiện kỳ "6 tháng" vào ngày 15/06/2023
      Và hôm nay là ngày 21/06/2023
      Khi "UBND huyện Tuy Phước" báo cáo kỳ "6 tháng" vào ngày 16/06/2023 do "Nguyễn Thị Hoa" ký
      Thì có 1 dòng ghi muộn thuộc "UBND huyện Tuy Phước"
      Và "UBND huyện Tuy Phước" ghi muộn nhất 5 ngày, tức 3 ngày làm việc, do "Nguyễn Thị Hoa" ghi
      Và "nguyen thi hoa" đã ghi 1 dòng lịch sử

    Kịch bản: Ghi ngay trong ngày thì không muộn
      Biết hôm nay là ngày 16/06/2023
      Khi "UBND tỉnh Hà Giang" lập kế hoạch kỳ "6 tháng"
      Thì có 0 dòng ghi muộn thuộc "UBND tỉnh Hà Giang"

  Quy tắc: Thời gian ở mỗi trạng thái
    Kịch bản: Hai lần đã qua, lần chưa hết không lẫn vào
      Biết "UBND huyện Tuy Phước" đã thực hiện kỳ "6 tháng" vào ngày 01/06/2023
      Và "UBND huyện Hoài Ân" đã thực hiện kỳ "6 tháng" vào ngày 01/06/2023
      Và "UBND huyện An Lão" đã thực hiện kỳ "6 tháng" vào ngày 01/06/2023
      Và "UBND huyện Tuy Phước" đã báo cáo kỳ "6 tháng" vào ngày 05/06/2023
      Và "UBND huyện Hoài Ân" đã báo cáo kỳ "6 tháng" vào ngày 15/06/2023
      Và hôm nay là ngày 21/06/2023
      Thì ở trạng thái "đã thực hiện" thuộc "UBND tỉnh Bình Định" có 2 lần đã qua, trung vị 4 ngày, 90 % không quá 14 ngày
      Và ở trạng thái "đã thực hiện" thuộc "UBND tỉnh Bình Định" còn 1 lần chưa hết, lâu nhất 20 ngày

  Quy tắc: Ngoại lệ nào cũng có người quyết và lý do
    Kịch bản: Miễn, gia hạn, tổng hợp thiếu
      Biết mọi cơ quan được "kh-binh-dinh-2023" giao báo cáo kỳ "6 tháng" đều đã báo cáo, trừ "UBND huyện Tuy Phước, UBND huyện Hoài Ân"
      Và hôm nay là ngày 21/06/2023
      Khi "UBND tỉnh Bình Định" gia hạn cho "UBND huyện Hoài Ân" kỳ "6 tháng" đến ngày 30/06/2023 vì "bão lũ"
      Và "UBND tỉnh Bình Định" miễn cho "UBND huyện Tuy Phước" kỳ "6 tháng" vì "bão lũ"
      Và "Sở Nội vụ tỉnh Bình Định" tổng hợp thiếu "UBND huyện Hoài Ân" kỳ "6 tháng" do "Chủ tịch UBND tỉnh" cho phép vì "không chờ được"
      Thì có 3 quyết định ngoại lệ
      Và có 2 quyết định ngoại lệ vì "bão lũ"
      Và có 2 quyết định ngoại lệ do "UBND tỉnh Bình Định"
      Và có 1 quyết định ngoại lệ "tổng hợp thiếu" do "Sở Nội vụ tỉnh Bình Định" vì "không chờ được"
      Và "UBND huyện Hoài Ân" được gia hạn thêm 11 ngày ở kỳ "6 tháng"

    Kịch bản: Thu hồi một văn bản là một quyết định, dù mất bao nhiêu nhiệm vụ
      Biết văn bản "kh-binh-dinh-2023" đã ban hành
      Khi "UBND tỉnh Bình Định" thu hồi "kh-binh-dinh-2023" vì "thay bằng kế hoạch khác"
      Thì có 1 quyết định ngoại lệ

    Kịch bản: Trả lại một báo cáo kéo theo các bản tổng hợp, nhưng chỉ một quyết định
      Biết mọi cơ quan được "kh-binh-dinh-2023" giao báo cáo kỳ "6 tháng" đều đã báo cáo
      Và "UBND tỉnh Bình Định" đã tổng hợp kỳ "6 tháng"
      Khi "Sở Nội vụ tỉnh Bình Định" trả lại báo cáo của "UBND huyện Tuy Phước" kỳ "6 tháng" vì "thiếu số liệu"
      Thì có 1 quyết định ngoại lệ
      Và các quyết định ngoại lệ kéo theo 2 nhiệm vụ
