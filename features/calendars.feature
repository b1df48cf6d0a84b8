# language: vi
Tính năng: Ngày nghỉ đổi khi đợt đang chạy
  Ngày nghỉ bù được công bố muộn, ngày hoán đổi, ngày nghỉ riêng của một địa phương được ghi vào đợt như một sự kiện.
  Hạn tính theo ngày làm việc và số ngày làm việc quá hạn theo lịch mới kể từ ngày ghi; trước ngày đó vẫn như cũ.

  Bối cảnh:
    Biết đợt triển khai năm 2023 của "ct-33-ttg-2021" đã được mở vào ngày 03/04/2023
    Và hôm nay là ngày 20/06/2023

  Kịch bản: Ngày nghỉ của cả nước không phải ngày làm việc của ai
    Khi "Thủ tướng Chính phủ" cho đợt tính thêm ngày nghỉ 16/06/2023 và ngày làm bù 17/06/2023 vì "hoán đổi ngày nghỉ"
    Thì "UBND tỉnh Hà Giang" kỳ "6 tháng" quá hạn 16 ngày làm việc
    Khi đến ngày 21/06/2023
    Thì "UBND tỉnh Hà Giang" kỳ "6 tháng" quá hạn 17 ngày làm việc

  Kịch bản: Ngày nghỉ riêng chỉ tính cho địa phương ấy và các đơn vị của địa phương ấy
    Khi "Thủ tướng Chính phủ" cho đợt tính thêm ngày nghỉ 16/06/2023 của "UBND tỉnh Hà Giang" vì "bão"
    Thì "UBND tỉnh Hà Giang" kỳ "6 tháng" quá hạn 15 ngày làm việc
    Và "UBND tỉnh Lào Cai" kỳ "6 tháng" quá hạn 16 ngày làm việc

  Kịch bản: Đổi nhầm lịch thì bỏ được khi chưa ghi nhận gì khác
    Khi "Thủ tướng Chính phủ" cho đợt tính thêm ngày nghỉ 16/06/2023 của "UBND tỉnh Hà Giang" vì "bão"
    Và "Thủ tướng Chính phủ" bỏ lần chuyển đợt gần nhất vì "nhầm tỉnh"
    Thì "UBND tỉnh Hà Giang" kỳ "6 tháng" quá hạn 16 ngày làm việc

  Kịch bản: Chỉ cơ quan đã ban hành văn bản của đợt được đổi lịch của đợt
    Khi "UBND tỉnh Hà Giang" cho đợt tính thêm ngày nghỉ 16/06/2023 vì "bão"
    Thì bị từ chối vì "không phải việc của cơ quan này"
