# language: vi
Tính năng: Sao lưu và khôi phục
  Sao lưu lúc đang làm việc thì giữ được mọi điều đã ghi đến lúc ấy. Khôi phục thì mọi việc trở lại đúng như lúc sao lưu,
  không thiếu, không thừa, và làm tiếp được từ đó.

  Bối cảnh:
    Biết đợt triển khai năm 2023 của "ct-33-ttg-2021" đã được mở vào ngày 10/04/2023
    Và hôm nay là ngày 12/04/2023
    Và "Bộ Công an" đã lập kế hoạch kỳ "6 tháng" bằng văn bản số "9/KH-BCA"

  Kịch bản: Điều đã ghi trước khi sao lưu thì còn, điều ghi sau thì không
    Khi cơ sở dữ liệu được sao lưu
    Và "Bộ Công an" thực hiện kỳ "6 tháng"
    Và bản sao lưu được khôi phục
    Thì "Bộ Công an" kỳ "6 tháng" ở trạng thái "đã có kế hoạch"
    Và mọi điều trong cơ sở dữ liệu khớp với lịch sử

  Kịch bản: Khôi phục rồi thì làm tiếp được
    Khi cơ sở dữ liệu được sao lưu
    Và bản sao lưu được khôi phục
    Và "Bộ Công an" thực hiện kỳ "6 tháng"
    Thì "Bộ Công an" kỳ "6 tháng" ở trạng thái "đã thực hiện"
    Và mọi điều trong cơ sở dữ liệu khớp với lịch sử
