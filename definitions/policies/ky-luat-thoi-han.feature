# language: vi
Tính năng: Kỷ luật thời hạn
  Hạn của cấp dưới không được lùi quá hạn của cấp trên. Tổng hợp khi còn thiếu báo cáo là việc bất đắc dĩ, phải được
  thấy ngay khi làm. Báo cáo bị trả lại thì phải gửi lại sớm.

  Bối cảnh:
    Biết đợt triển khai năm 2023 của "ct-33-ttg-2021" đã được mở

  @chan
  Kịch bản: Không gia hạn quá hạn của cấp trên
    Thì gia hạn không bao giờ vượt hạn của cấp trên

  @canh-bao
  Kịch bản: Tổng hợp thiếu được nhắc ngay
    Thì không bao giờ có nhiệm vụ tổng hợp thiếu

  Kịch bản: Bị trả lại thì gửi lại trong năm ngày làm việc
    Thì sau khi cấp trên trả lại thì cơ quan phải báo cáo trong vòng 5 ngày làm việc
