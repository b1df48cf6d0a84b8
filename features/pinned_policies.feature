# language: vi
Tính năng: Chính sách được giữ ngay lúc làm
  Văn bản nêu chính sách thì quy tắc của chính sách được ghi theo đợt từ lúc mở. Quy tắc gắn @chan chặn việc trái với
  nó; gắn @canh-bao thì việc vẫn làm được, có ghi kèm; còn lại chỉ để kiểm tra về sau.

  Quy tắc: Việc trái quy tắc gắn @chan thì bị từ chối, và không có gì thay đổi
    Bối cảnh:
      Biết đợt triển khai năm 2023 của "ct-33-ttg-2021" đã được mở theo chính sách "ky-luat-thoi-han"
      Và hôm nay là ngày 20/05/2023

    Kịch bản: Gia hạn quá hạn của cấp trên
      Khi "UBND tỉnh Đồng Nai" gia hạn cho "Sở Nội vụ tỉnh Đồng Nai" kỳ "6 tháng" đến ngày 05/06/2023 vì "bão lũ"
      Thì bị từ chối vì "trái quy tắc của đợt"
      Và hạn của "Sở Nội vụ tỉnh Đồng Nai" kỳ "6 tháng" là ngày 29/05/2023

    Kịch bản: Thử trước cũng biết là trái
      Khi chỉ thử việc tiếp theo, không ghi
      Và "UBND tỉnh Đồng Nai" gia hạn cho "Sở Nội vụ tỉnh Đồng Nai" kỳ "6 tháng" đến ngày 05/06/2023 vì "bão lũ"
      Thì bị từ chối vì "trái quy tắc của đợt"

    Kịch bản: Chấp thuận đề nghị gia hạn cũng không được trái
      Biết "Sở Nội vụ tỉnh Đồng Nai" đã đề nghị gia hạn kỳ "6 tháng" đến ngày 05/06/2023 vì "bão lũ"
      Khi "UBND tỉnh Đồng Nai" chấp thuận đề nghị của "Sở Nội vụ tỉnh Đồng Nai" kỳ "6 tháng"
      Thì bị từ chối vì "trái quy tắc của đợt"
      Và đề nghị của "Sở Nội vụ tỉnh Đồng Nai" kỳ "6 tháng" "chờ quyết định"

    Kịch bản: Việc sẽ bị từ chối thì không được mời làm, mà được báo là bị quy tắc nào chặn
      Biết "Sở Nội vụ tỉnh Đồng Nai" đã đề nghị gia hạn kỳ "6 tháng" đến ngày 05/06/2023 vì "bão lũ"
      Thì trong việc phải làm của "UBND tỉnh Đồng Nai", "chấp thuận" bị chặn theo quy tắc "gia hạn không bao giờ vượt hạn của cấp trên"

    Kịch bản: Nhiều việc một lúc thì dòng trái quy tắc bị bỏ, dòng khác vẫn được ghi
      Khi làm các việc sau, bỏ qua dòng bị từ chối:
        | cơ quan                 | kỳ      | hành động | cơ quan làm         | hạn mới    | lý do  |
        | Sở Nội vụ tỉnh Đồng Nai | 6 tháng | gia hạn   | UBND tỉnh Đồng Nai  | 05/06/2023 | bão lũ |
        | UBND huyện Tuy Phước    | 6 tháng | gia hạn   | UBND tỉnh Bình Định | 30/06/2023 | bão lũ |
      Thì 1 việc được ghi, 1 dòng bị từ chối
      Và hạn của "Sở Nội vụ tỉnh Đồng Nai" kỳ "6 tháng" là ngày 29/05/2023

    Kịch bản: Cấp trên không có hạn thì không có gì để vượt
      Khi "UBND tỉnh Bình Định" gia hạn cho "UBND huyện Tuy Phước" kỳ "6 tháng" đến ngày 30/06/2023 vì "bão lũ"
      Thì việc đó không trái quy tắc nào

  Quy tắc: Việc trái quy tắc gắn @canh-bao vẫn làm được, có ghi kèm
    Bối cảnh:
      Biết đợt triển khai năm 2023 của "ct-33-ttg-2021" đã được mở theo chính sách "ky-luat-thoi-han"
      Và mọi cơ quan được "kh-binh-dinh-2023" giao báo cáo kỳ "6 tháng" đều đã báo cáo, trừ "UBND huyện Tuy Phước"

    Kịch bản: Tổng hợp thiếu
      Khi "Sở Nội vụ tỉnh Bình Định" tổng hợp thiếu "UBND huyện Tuy Phước" kỳ "6 tháng" do "Chủ tịch UBND tỉnh" cho phép vì "bão lũ"
      Thì việc đó được ghi kèm là trái quy tắc "không bao giờ có nhiệm vụ tổng hợp thiếu"
      Và bản tổng hợp đó thiếu "UBND huyện Tuy Phước"

  Quy tắc: Chính sách giữ với đợt nào thì theo lúc mở đợt ấy, cho đến khi chuyển đợt
    Kịch bản: Đợt không theo chính sách thì không bị chặn
      Biết đợt triển khai năm 2023 của "ct-33-ttg-2021" đã được mở
      Và hôm nay là ngày 20/05/2023
      Khi "UBND tỉnh Đồng Nai" gia hạn cho "Sở Nội vụ tỉnh Đồng Nai" kỳ "6 tháng" đến ngày 05/06/2023 vì "bão lũ"
      Thì việc đó không trái quy tắc nào

    Kịch bản: Văn bản thôi nêu chính sách thì chuyển đợt mới thôi giữ
      Biết đợt triển khai năm 2023 của "ct-33-ttg-2021" đã được mở theo chính sách "ky-luat-thoi-han"
      Và hôm nay là ngày 20/05/2023
      Khi "UBND tỉnh Đồng Nai" gia hạn cho "Sở Nội vụ tỉnh Đồng Nai" kỳ "6 tháng" đến ngày 05/06/2023 vì "bão lũ"
      Thì bị từ chối vì "trái quy tắc của đợt"
      Biết "Bộ Nội vụ" đã chuyển đợt theo các văn bản hiện có vì "thôi áp dụng chính sách"
      Khi "UBND tỉnh Đồng Nai" gia hạn cho "Sở Nội vụ tỉnh Đồng Nai" kỳ "6 tháng" đến ngày 05/06/2023 vì "bão lũ"
      Thì việc đó không trái quy tắc nào
