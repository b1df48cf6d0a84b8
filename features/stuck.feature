# language: vi
Tính năng: Đứng yên mà chưa quá hạn
  Hạn còn xa, hoặc văn bản không nêu hạn, thì việc không ai làm cũng không hiện ra là quá hạn. So số ngày đã ở một trạng
  thái với số ngày thường lệ của cấp đó: nơi nào tự làm tiếp được mà để lâu hơn thường lệ thì gọi là đứng yên, và nói rõ
  thường lệ ấy lấy từ đâu.

  Bối cảnh:
    Biết đợt triển khai năm 2023 của "ct-33-ttg-2021" đã được mở

  Kịch bản: Văn bản không nêu hạn, ba tháng chưa ai làm gì
    Khi đến ngày 05/07/2023
    Thì "Bộ Nội vụ" kỳ "năm" đứng yên 93 ngày, theo vòng đời thường không quá 90 ngày

  Kịch bản: Chưa lâu hơn thường lệ thì chưa phải là đứng yên
    Khi đến ngày 02/07/2023
    Thì "Bộ Nội vụ" kỳ "năm" không đứng yên

  Kịch bản: Đã quá hạn thì là quá hạn, không gọi là đứng yên
    Khi đến ngày 05/12/2023
    Thì "UBND huyện Tuy Phước" kỳ "6 tháng" không đứng yên

  Kịch bản: Chờ nơi khác thì không phải là đứng yên
    Biết "Bộ Nội vụ" đã thực hiện kỳ "năm" vào ngày 04/04/2023
    Khi đến ngày 05/07/2023
    Thì "Bộ Nội vụ" kỳ "năm" không đứng yên

  Kịch bản: Xem lại quá khứ thì tính đến ngày ấy
    Biết "Bộ Nội vụ" đã thực hiện kỳ "năm" vào ngày 10/07/2023
    Khi xem lại cuối ngày 05/07/2023
    Thì "Bộ Nội vụ" kỳ "năm" đứng yên 93 ngày, theo vòng đời thường không quá 90 ngày
