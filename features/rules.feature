# language: vi
Tính năng: Điều giữ với mọi nhiệm vụ
  Một kịch bản kể một chuyện; một quy tắc nói điều gì giữ với mọi nhiệm vụ của đợt. Hạn và nơi nhận thì bản đồ việc của
  đợt trả lời ngay; điều còn lại xét trên những gì đã xảy ra.

  Bối cảnh:
    Biết đợt triển khai năm 2023 của "ct-33-ttg-2021" đã được mở

  Kịch bản: Trước khi ai làm gì, quy tắc nói về mọi nhiệm vụ của đợt
    Thì mọi nhiệm vụ chưa xong đều có người làm được tiếp
    Và không cơ quan nào tổng hợp được khi còn đơn vị chưa báo cáo
    Và gia hạn không bao giờ vượt hạn của cấp trên

  Kịch bản: Hạn của cấp dưới trước hạn tổng hợp của cấp trên
    Thì mọi báo cáo cấp dưới đến hạn trước hạn tổng hợp của cấp trên kỳ "quý I"

  Kịch bản: Được miễn thì không còn bị nhắc
    Biết mọi cơ quan được "kh-binh-dinh-2023" giao báo cáo kỳ "6 tháng" đều đã báo cáo, trừ "UBND huyện Tuy Phước"
    Khi "UBND tỉnh Bình Định" miễn cho "UBND huyện Tuy Phước" kỳ "6 tháng" vì "bão lũ"
    Thì đã miễn thì không còn bị nhắc
    Và mọi nhiệm vụ chưa xong đều có người làm được tiếp

  Kịch bản: Thứ tự báo cáo từ dưới lên
    Biết mọi cơ quan được "kh-binh-dinh-2023" giao báo cáo kỳ "6 tháng" đều đã báo cáo
    Thì thực hiện rồi mới được báo cáo
    Và mỗi huyện báo cáo trước khi tỉnh báo cáo "Bộ Nội vụ"
    Và không bao giờ có báo cáo bị trả lại kỳ "6 tháng"
    Và mọi nhiệm vụ có người làm được tiếp cho đến khi báo cáo

  Kịch bản: Trả lại thì phải gửi lại, và không trả lại sau khi cấp trên đã tổng hợp
    Biết "UBND huyện Tuy Phước" đã báo cáo kỳ "6 tháng" vào ngày 15/06/2023
    Khi "Sở Nội vụ tỉnh Bình Định" trả lại báo cáo của "UBND huyện Tuy Phước" kỳ "6 tháng" vào ngày 16/06/2023 vì "thiếu số liệu"
    Và "UBND huyện Tuy Phước" báo cáo kỳ "6 tháng" vào ngày 20/06/2023
    Thì sau khi cơ quan trả lại thì cơ quan phải báo cáo
    Và sau khi cơ quan trả lại thì cơ quan phải báo cáo trong vòng 5 ngày làm việc
    Và sau khi cấp trên đã tổng hợp thì không báo cáo nào bị trả lại nữa

  Kịch bản: Hành động nào của vòng đời cũng gọi được bằng tên của nó, đặt trong dấu ngoặc kép
    Biết "UBND huyện Tuy Phước" đã báo cáo kỳ "6 tháng" vào ngày 15/06/2023
    Thì không bao giờ có nhiệm vụ bị "từ chối nhiệm vụ"
    Và không cơ quan nào được "tổng hợp" khi còn đơn vị chưa báo cáo
    Và không cơ quan nào báo cáo khi chưa "thực hiện"
