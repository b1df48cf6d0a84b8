# language: vi
Tính năng: Việc bị từ chối
  Mỗi lần từ chối nêu quy tắc, ai làm được và làm gì để gỡ; bị từ chối thì không có gì thay đổi.

  Bối cảnh:
    Biết đợt triển khai năm 2023 của "ct-33-ttg-2021" đã được mở

  Kịch bản: Chưa có kế hoạch thì chưa thực hiện được
    Khi "UBND tỉnh Hà Giang" thực hiện kỳ "6 tháng"
    Thì bị từ chối vì "chưa có kế hoạch"
    Và "UBND tỉnh Hà Giang" kỳ "6 tháng" ở trạng thái "đã giao"

  Kịch bản: Chưa thực hiện thì chưa báo cáo được
    Biết "UBND tỉnh Hà Giang" đã lập kế hoạch kỳ "6 tháng"
    Khi "UBND tỉnh Hà Giang" báo cáo kỳ "6 tháng"
    Thì bị từ chối vì "không đúng trạng thái"

  Kịch bản: Văn bản giao việc chưa ban hành thì chưa làm được gì
    Khi "UBND huyện Tuy Phước" lập kế hoạch kỳ "6 tháng"
    Thì bị từ chối vì "văn bản chưa ban hành"
    Và người làm được là "UBND tỉnh Bình Định"

  Kịch bản: Không ai báo cáo thay cho cơ quan khác
    Biết "UBND tỉnh Hà Giang" đã thực hiện kỳ "6 tháng"
    Khi "UBND tỉnh Cao Bằng" báo cáo kỳ "6 tháng" thay cho "UBND tỉnh Hà Giang"
    Thì bị từ chối vì "không phải việc của cơ quan này"
    Và người làm được là "UBND tỉnh Hà Giang"

  Kịch bản: Ngày chưa tới
    Biết hôm nay là ngày 20/04/2023
    Khi "UBND tỉnh Hà Giang" lập kế hoạch kỳ "6 tháng" vào ngày 21/04/2023
    Thì bị từ chối vì "ngày chưa tới"

  Kịch bản: Ngày trước lần chuyển gần nhất
    Biết "UBND tỉnh Hà Giang" đã lập kế hoạch kỳ "6 tháng" vào ngày 20/04/2023
    Khi "UBND tỉnh Hà Giang" thực hiện kỳ "6 tháng" vào ngày 19/04/2023
    Thì bị từ chối vì "trước lần chuyển gần nhất"

  Kịch bản: Kế hoạch đang chờ thì phải có số và ngày
    Khi "UBND tỉnh Bình Định" lập kế hoạch kỳ "6 tháng"
    Thì bị từ chối vì "thiếu số hoặc ngày văn bản"

  Kịch bản: Kế hoạch không thể có trước văn bản mà nó căn cứ
    Khi "UBND tỉnh Bình Định" ban hành "kh-binh-dinh-2023" số "9/KH-UBND" ngày 10/01/2023
    Thì bị từ chối vì "ngày văn bản quá sớm"

  Kịch bản: Chỉ cơ quan ban hành mới ban hành được văn bản
    Khi "Sở Nội vụ tỉnh Bình Định" ban hành "kh-binh-dinh-2023" số "45/KH-UBND" ngày 10/04/2023
    Thì bị từ chối vì "không phải việc của cơ quan này"
    Và người làm được là "UBND tỉnh Bình Định"

  Kịch bản: Văn bản chỉ ban hành một lần
    Biết "UBND tỉnh Bình Định" đã ban hành kế hoạch "kh-binh-dinh-2023" số "45/KH-UBND" ngày 10/04/2023
    Khi "UBND tỉnh Bình Định" ban hành "kh-binh-dinh-2023" số "46/KH-UBND" ngày 11/04/2023
    Thì bị từ chối vì "văn bản đã ban hành"

  Kịch bản: Tỉnh không tổng hợp thì không được giao tổng hợp
    Biết "UBND tỉnh Hà Giang" đã thực hiện kỳ "6 tháng"
    Khi "UBND tỉnh Hà Giang" tổng hợp kỳ "6 tháng"
    Thì bị từ chối vì "không phải làm việc này"

  Kịch bản: Một năm chỉ mở một đợt
    Khi mở đợt triển khai năm 2023 của "ct-33-ttg-2021"
    Thì bị từ chối vì "đợt triển khai đã mở"
