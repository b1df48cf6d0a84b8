# language: vi
Tính năng: Số liệu của một đợt triển khai
  Người đôn đốc cần biết bao nhiêu việc đang ở đâu, của cả đợt, một kỳ hay một tỉnh; cộng các phần phải đúng bằng tổng.

  Bối cảnh:
    Biết đợt triển khai năm 2023 của "ct-33-ttg-2021" đã được mở vào ngày 05/04/2023
    Và hôm nay là ngày 21/06/2023
    Và mọi cơ quan được "kh-binh-dinh-2023" giao báo cáo kỳ "6 tháng" đều đã báo cáo, trừ "UBND huyện Tuy Phước, UBND huyện Hoài Ân"

  Kịch bản: Một tỉnh trong một kỳ
    Thì có 29 nhiệm vụ ở trạng thái "đã báo cáo" ở kỳ "6 tháng" thuộc "UBND tỉnh Bình Định"
    Và có 3 nhiệm vụ thời hạn là "quá hạn" ở kỳ "6 tháng" thuộc "UBND tỉnh Bình Định"
    Biết "UBND tỉnh Bình Định" đã miễn cho "UBND huyện Hoài Ân" kỳ "6 tháng" vì "địa bàn bị thiên tai"
    Thì có 1 nhiệm vụ tình trạng là "được miễn" ở kỳ "6 tháng" thuộc "UBND tỉnh Bình Định"
    Và có 1 nhiệm vụ thời hạn là "không tính hạn" ở kỳ "6 tháng" thuộc "UBND tỉnh Bình Định"

  Kịch bản: Cả đợt: cộng theo trạng thái, theo thời hạn hay theo tình trạng đều ra tổng số nhiệm vụ
    Thì đợt triển khai mở từ ngày 05/04/2023
    Và các số của đợt triển khai cộng đủ 407 nhiệm vụ

  Kịch bản: Việc của một cơ quan, việc gấp nhất trước
    Biết "UBND tỉnh Hà Giang" đã thực hiện kỳ "6 tháng" vào ngày 20/05/2023
    Thì "UBND tỉnh Hà Giang" còn 2 việc phải làm
    Và "UBND tỉnh Hà Giang" có 2 việc làm được ngay
    Và việc phải làm đầu tiên của "UBND tỉnh Hà Giang" là "báo cáo" kỳ "6 tháng"
    Và "UBND tỉnh Hà Giang" đã ghi 3 việc trong đợt triển khai

  Kịch bản: Cơ quan gọi bằng tên nào cũng được, miễn là không nhầm
    Thì tên "UBND huyện Tuy Phước" chỉ cơ quan "binh-dinh.huyen-tuy-phuoc"
    Và tên "tuy phuoc" chỉ cơ quan "binh-dinh.huyen-tuy-phuoc"
    Và tên "Sở Nội vụ" chỉ nhiều cơ quan
