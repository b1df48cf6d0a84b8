# language: vi
Tính năng: Việc trong nội bộ cơ quan: giao người, nhãn, ngày xem lại, ghi chú
  Cơ quan có nhiệm vụ tự ghi ai đang làm, gắn nhãn, đặt ngày xem lại và ghi chú. Mọi điều ấy đứng trong lịch sử như mọi
  dòng khác, nhưng không đổi trạng thái, không đổi hạn, không ai phải chờ vì nó.

  Bối cảnh:
    Biết đợt triển khai năm 2023 của "ct-33-ttg-2021" đã được mở
    Và hôm nay là ngày 21/06/2023

  Kịch bản: Giao cho một người, rồi giao cho người khác
    Khi "UBND huyện Tuy Phước" giao việc kỳ "6 tháng" cho người tên "Nguyễn Văn An"
    Thì việc kỳ "6 tháng" của "UBND huyện Tuy Phước" do "Nguyễn Văn An" làm
    Khi "UBND huyện Tuy Phước" giao việc kỳ "6 tháng" cho người tên "Trần Thị Bình"
    Thì việc kỳ "6 tháng" của "UBND huyện Tuy Phước" do "Trần Thị Bình" làm

  Kịch bản: Gắn nhãn để lọc ra việc trọng tâm
    Khi "UBND huyện Tuy Phước" gắn nhãn "Trọng tâm" cho việc kỳ "6 tháng"
    Thì việc có nhãn "trọng tâm" là của "UBND huyện Tuy Phước"

  Kịch bản: Ngày xem lại đã qua không làm cho việc thành quá hạn
    Biết hôm nay là ngày 12/06/2023
    Khi "UBND huyện Tuy Phước" đặt ngày xem lại việc kỳ "6 tháng" là ngày 01/06/2023
    Thì "UBND huyện Tuy Phước" kỳ "6 tháng" chưa quá hạn

  Kịch bản: Ghi chú không đổi trạng thái, đứng ở cuối lịch sử
    Biết "UBND huyện Tuy Phước" đã thực hiện kỳ "6 tháng" vào ngày 12/06/2023
    Khi "UBND huyện Tuy Phước" ghi chú "đã gọi điện" về việc kỳ "6 tháng" của "UBND huyện Tuy Phước"
    Thì "UBND huyện Tuy Phước" kỳ "6 tháng" ở trạng thái "đã thực hiện"

  Kịch bản: Cơ quan khác không ghi chú được, kể cả cấp trên
    Khi "UBND tỉnh Bình Định" ghi chú "làm nhanh lên" về việc kỳ "6 tháng" của "UBND huyện Tuy Phước"
    Thì bị từ chối vì "không phải việc của cơ quan này"
    Và người làm được là "UBND huyện Tuy Phước"
