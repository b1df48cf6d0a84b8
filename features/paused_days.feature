# language: vi
Tính năng: Ngày tạm dừng không tính là ngày quá hạn
  Cơ quan không được làm tiếp thì không bị tính muộn trong những ngày đó. Ngày bắt đầu tạm dừng là ngày không tính, ngày được
  tiếp tục thì tính lại. Câu trả lời nói rõ đã không tính bao nhiêu ngày. Muộn hay không muộn thì không vì thế mà đổi.

  Bối cảnh:
    Biết đợt triển khai năm 2023 của "ct-33-ttg-2021" đã được mở
    Và "UBND huyện Tuy Phước" đã thực hiện kỳ "6 tháng" vào ngày 12/06/2023

  Quy tắc: Tạm dừng trước hạn
    Bối cảnh:
      Biết hôm nay là ngày 15/06/2023
      Và "UBND tỉnh Bình Định" đã tạm dừng việc của "UBND huyện Tuy Phước" kỳ "6 tháng" vì "bão lũ"
      Và hôm nay là ngày 23/06/2023
      Và "UBND tỉnh Bình Định" đã cho tiếp tục việc của "UBND huyện Tuy Phước" kỳ "6 tháng" vì "đã khắc phục xong"

    Kịch bản: Ngày được tiếp tục là ngày quá hạn đầu tiên
      Thì "UBND huyện Tuy Phước" kỳ "6 tháng" quá hạn 1 ngày, không tính 3 ngày tạm dừng
      Và "UBND huyện Tuy Phước" kỳ "6 tháng" quá hạn 1 ngày làm việc

    Kịch bản: Báo cáo muộn thì chỉ tính những ngày được làm
      Biết hôm nay là ngày 26/06/2023
      Khi "UBND huyện Tuy Phước" báo cáo kỳ "6 tháng"
      Thì "báo cáo" của "UBND huyện Tuy Phước" kỳ "6 tháng" được tính là "hoàn thành quá hạn", muộn 4 ngày, tức 2 ngày làm việc, không tính 3 ngày tạm dừng
      Và "UBND huyện Tuy Phước" kỳ "6 tháng" quá hạn 4 ngày, không tính 3 ngày tạm dừng

    Kịch bản: Xem lại một ngày đang tạm dừng thì không tính hạn, xem lại ngày được tiếp tục thì tính từ ngày đó
      Biết hôm nay là ngày 30/06/2023
      Khi xem lại cuối ngày 22/06/2023
      Thì thời hạn của "UBND huyện Tuy Phước" kỳ "6 tháng" là "không tính hạn"
      Và "UBND huyện Tuy Phước" kỳ "6 tháng" chưa quá hạn
      Khi xem lại cuối ngày 24/06/2023
      Thì "UBND huyện Tuy Phước" kỳ "6 tháng" quá hạn 2 ngày, không tính 3 ngày tạm dừng
      Khi trở lại hôm nay
      Thì "UBND huyện Tuy Phước" kỳ "6 tháng" quá hạn 8 ngày, không tính 3 ngày tạm dừng

    Kịch bản: Gia hạn thì chỉ những ngày sau hạn mới mới có gì để không tính
      Khi "UBND tỉnh Bình Định" gia hạn cho "UBND huyện Tuy Phước" kỳ "6 tháng" đến ngày 25/06/2023 vì "bão lũ"
      Và đến ngày 27/06/2023
      Thì "UBND huyện Tuy Phước" kỳ "6 tháng" quá hạn 2 ngày, không tính 0 ngày tạm dừng

  Quy tắc: Tạm dừng sau hạn
    Bối cảnh:
      Biết hôm nay là ngày 22/06/2023
      Và "UBND tỉnh Bình Định" đã tạm dừng việc của "UBND huyện Tuy Phước" kỳ "6 tháng" vì "bão lũ"

    Kịch bản: Những ngày muộn trước khi tạm dừng vẫn tính
      Biết hôm nay là ngày 27/06/2023
      Khi "UBND tỉnh Bình Định" cho tiếp tục việc của "UBND huyện Tuy Phước" kỳ "6 tháng" vì "đã khắc phục xong"
      Và đến ngày 28/06/2023
      Thì "UBND huyện Tuy Phước" kỳ "6 tháng" quá hạn 4 ngày, không tính 5 ngày tạm dừng

    Kịch bản: Tạm dừng rồi được tiếp tục ngay trong ngày thì không có ngày nào không tính
      Khi "UBND tỉnh Bình Định" cho tiếp tục việc của "UBND huyện Tuy Phước" kỳ "6 tháng" vì "ghi nhầm"
      Thì "UBND huyện Tuy Phước" kỳ "6 tháng" quá hạn 3 ngày, không tính 0 ngày tạm dừng

    Kịch bản: Báo cáo tổng hợp đang chờ huyện thì muộn bao nhiêu cũng không tính ngày huyện tạm dừng
      Biết hôm nay là ngày 26/06/2023
      Và mọi cơ quan được "kh-binh-dinh-2023" giao báo cáo kỳ "6 tháng" đều đã báo cáo vào ngày 19/06/2023, trừ "UBND huyện Tuy Phước"
      Thì "Sở Nội vụ tỉnh Bình Định" kỳ "6 tháng" bị chặn, tình trạng "quá hạn"
      Và "Sở Nội vụ tỉnh Bình Định" kỳ "6 tháng" bị chặn, quá hạn 2 ngày, không tính 5 ngày tạm dừng

  Quy tắc: Tạm dừng nhiều lần, và ghi nhầm
    Bối cảnh:
      Biết hôm nay là ngày 15/06/2023
      Và "UBND tỉnh Bình Định" đã tạm dừng việc của "UBND huyện Tuy Phước" kỳ "6 tháng" vì "bão lũ"
      Và hôm nay là ngày 21/06/2023
      Và "UBND tỉnh Bình Định" đã cho tiếp tục việc của "UBND huyện Tuy Phước" kỳ "6 tháng" vì "đã khắc phục xong"
      Và hôm nay là ngày 23/06/2023
      Và "UBND tỉnh Bình Định" đã tạm dừng việc của "UBND huyện Tuy Phước" kỳ "6 tháng" vì "lại bão lũ"
      Và hôm nay là ngày 26/06/2023
      Và "UBND tỉnh Bình Định" đã cho tiếp tục việc của "UBND huyện Tuy Phước" kỳ "6 tháng" vì "đã khắc phục xong"
      Và hôm nay là ngày 28/06/2023

    Kịch bản: Không tính ngày nào của cả hai lần
      Thì "UBND huyện Tuy Phước" kỳ "6 tháng" quá hạn 5 ngày, không tính 4 ngày tạm dừng
      Và "UBND huyện Tuy Phước" kỳ "6 tháng" quá hạn 5 ngày làm việc

    Kịch bản: Lần tạm dừng ghi nhầm được rút lại thì những ngày đó tính lại
      Khi "UBND tỉnh Bình Định" rút lại bước "cho tiếp tục" của "UBND huyện Tuy Phước" kỳ "6 tháng" vì "ghi nhầm"
      Và "UBND tỉnh Bình Định" rút lại bước "tạm dừng" của "UBND huyện Tuy Phước" kỳ "6 tháng" vì "ghi nhầm"
      Thì "UBND huyện Tuy Phước" kỳ "6 tháng" quá hạn 8 ngày, không tính 1 ngày tạm dừng
      Khi xem lại cuối ngày 27/06/2023 theo những gì đã ghi nhận đến hết ngày 27/06/2023
      Thì "UBND huyện Tuy Phước" kỳ "6 tháng" quá hạn 4 ngày, không tính 4 ngày tạm dừng
