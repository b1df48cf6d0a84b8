# language: vi
Tính năng: Hỏi lại quá khứ: việc đã làm đến ngày nào, và lúc đó biết những gì
  Thanh tra hỏi được hai điều khác nhau: đến cuối một ngày thì cơ quan đã làm những gì (theo mọi điều nay đã biết), và lúc
  đó hệ thống ghi nhận những gì. Ghi muộn và đính chính làm hai câu trả lời khác nhau; không câu nào bị mất.

  Bối cảnh:
    Biết đợt triển khai năm 2023 của "ct-33-ttg-2021" đã được mở

  Quy tắc: Ghi muộn
    Kịch bản: Báo cáo ngày 16/6 đến ngày 23/6 mới ghi vào hệ thống
      Biết "UBND huyện Tuy Phước" đã thực hiện kỳ "6 tháng" vào ngày 12/06/2023
      Và hôm nay là ngày 23/06/2023
      Và "UBND huyện Tuy Phước" đã báo cáo kỳ "6 tháng" vào ngày 16/06/2023
      Khi xem lại cuối ngày 20/06/2023
      Thì "UBND huyện Tuy Phước" kỳ "6 tháng" ở trạng thái "đã báo cáo"
      Và lúc đó hệ thống còn ghi "UBND huyện Tuy Phước" kỳ "6 tháng" là "đã thực hiện"

    Kịch bản: Theo những gì đã biết lúc đó thì huyện chưa báo cáo và đang làm nghẽn
      Biết mọi cơ quan được "kh-binh-dinh-2023" giao báo cáo kỳ "6 tháng" đều đã báo cáo vào ngày 15/06/2023, trừ "UBND huyện Tuy Phước"
      Và hôm nay là ngày 23/06/2023
      Và "UBND huyện Tuy Phước" đã báo cáo kỳ "6 tháng" vào ngày 16/06/2023
      Khi xem lại cuối ngày 20/06/2023 theo những gì đã ghi nhận đến hết ngày 20/06/2023
      Thì điểm nghẽn của "Sở Nội vụ tỉnh Bình Định" kỳ "6 tháng" là "UBND huyện Tuy Phước"
      Và "Sở Nội vụ tỉnh Bình Định" kỳ "6 tháng" còn chờ 1 đầu vào

    Kịch bản: Trước ngày ban hành kế hoạch thì huyện chưa được giao việc
      Biết "UBND tỉnh Bình Định" đã ban hành kế hoạch "kh-binh-dinh-2023" số "45/KH-UBND" ngày 10/04/2023
      Khi xem lại cuối ngày 09/04/2023
      Thì "UBND huyện Tuy Phước" kỳ "6 tháng" ở trạng thái "chờ văn bản"
      Và lúc đó hệ thống cũng ghi như vậy về "UBND huyện Tuy Phước" kỳ "6 tháng"

  Quy tắc: Đính chính
    Kịch bản: Điều ghi nhầm được tin cho đến khi rút lại
      Biết "UBND huyện Tuy Phước" đã báo cáo kỳ "6 tháng" vào ngày 16/06/2023
      Và hôm nay là ngày 25/06/2023
      Khi "UBND huyện Tuy Phước" rút lại bước "báo cáo" kỳ "6 tháng" vì "ghi nhầm của huyện khác"
      Và xem lại cuối ngày 20/06/2023 theo những gì đã ghi nhận đến hết ngày 20/06/2023
      Thì "UBND huyện Tuy Phước" kỳ "6 tháng" ở trạng thái "đã báo cáo"
      Và lịch sử của "UBND huyện Tuy Phước" kỳ "6 tháng" gồm "ban hành, lập kế hoạch, thực hiện, báo cáo"

    Kịch bản: Theo mọi điều nay đã biết thì ngày ấy huyện chưa báo cáo
      Biết "UBND huyện Tuy Phước" đã báo cáo kỳ "6 tháng" vào ngày 16/06/2023
      Và hôm nay là ngày 25/06/2023
      Khi "UBND huyện Tuy Phước" rút lại bước "báo cáo" kỳ "6 tháng" vì "ghi nhầm của huyện khác"
      Và xem lại cuối ngày 20/06/2023
      Thì "UBND huyện Tuy Phước" kỳ "6 tháng" ở trạng thái "đã thực hiện"
      Và "UBND huyện Tuy Phước" kỳ "6 tháng" quá hạn 1 ngày

    Kịch bản: Xem lại xong thì trở về hôm nay
      Biết "UBND huyện Tuy Phước" đã báo cáo kỳ "6 tháng" vào ngày 16/06/2023
      Khi xem lại cuối ngày 15/06/2023
      Và trở lại hôm nay
      Thì "UBND huyện Tuy Phước" kỳ "6 tháng" ở trạng thái "đã báo cáo"
