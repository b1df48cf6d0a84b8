# language: vi
Tính năng: Chuyển một đợt đang chạy theo văn bản mới
  Văn bản đến sau khi đợt đã mở, nhánh bị bỏ lại lúc mở đợt, hay bản mới của một văn bản không làm lại đợt từ đầu:
  đợt chuyển sang định nghĩa mới, việc đã làm giữ nguyên, và không ai chờ điều không còn ai phải làm.

  Bối cảnh:
    Biết đợt triển khai năm 2023 của "ct-33-ttg-2021" đã được mở vào ngày 10/04/2023 khi chưa có "kh-binh-dinh-2023"
    Và hôm nay là ngày 05/05/2023

  Kịch bản: Kế hoạch của tỉnh đến sau được đưa vào đợt
    Khi "Bộ Nội vụ" chuyển đợt theo các văn bản hiện có vào ngày 05/05/2023 vì "đã nhận kế hoạch của tỉnh"
    Thì chuyển đợt giao thêm 125 nhiệm vụ
    Và chuyển đợt không giao nữa 0 nhiệm vụ
    Và chuyển đợt đổi hạn 0 nhiệm vụ
    Và "UBND huyện Tuy Phước" kỳ "6 tháng" ở trạng thái "chờ văn bản"
    Và "Sở Nội vụ tỉnh Bình Định" kỳ "6 tháng" còn chờ 30 đầu vào

  Kịch bản: Việc được giao thêm đi tiếp như mọi việc khác
    Biết "Bộ Nội vụ" đã chuyển đợt theo các văn bản hiện có vào ngày 05/05/2023 vì "đã nhận kế hoạch của tỉnh"
    Khi "UBND tỉnh Bình Định" ban hành "kh-binh-dinh-2023" số "18/KH-UBND" ngày 05/05/2023
    Thì "UBND huyện Tuy Phước" kỳ "6 tháng" ở trạng thái "đã giao"

  Kịch bản: Trước ngày chuyển đợt vẫn như trước
    Biết "Bộ Nội vụ" đã chuyển đợt theo các văn bản hiện có vào ngày 05/05/2023 vì "đã nhận kế hoạch của tỉnh"
    Khi xem lại cuối ngày 04/05/2023
    Thì lúc đó đợt triển khai có 282 nhiệm vụ

  Kịch bản: Chuyển nhầm thì bỏ được khi chưa ai làm gì thêm
    Biết "Bộ Nội vụ" đã chuyển đợt theo các văn bản hiện có vào ngày 05/05/2023 vì "đã nhận kế hoạch của tỉnh"
    Khi "Bộ Nội vụ" bỏ lần chuyển đợt gần nhất vì "kế hoạch chưa được duyệt"
    Thì "UBND huyện Tuy Phước" kỳ "6 tháng" có tình trạng "được miễn"

  Kịch bản: Đã có việc được ghi nhận sau đó thì không bỏ được nữa
    Biết "Bộ Nội vụ" đã chuyển đợt theo các văn bản hiện có vào ngày 05/05/2023 vì "đã nhận kế hoạch của tỉnh"
    Và "UBND tỉnh Bình Định" đã ban hành "kh-binh-dinh-2023" số "18/KH-UBND" ngày 05/05/2023
    Khi "Bộ Nội vụ" bỏ lần chuyển đợt gần nhất vì "kế hoạch chưa được duyệt"
    Thì bị từ chối vì "đã có việc ghi nhận sau lần chuyển đợt"

  Kịch bản: Chỉ cơ quan đã ban hành văn bản của đợt mới được chuyển
    Khi "UBND tỉnh Hà Giang" chuyển đợt theo các văn bản hiện có vào ngày 05/05/2023 vì "xin thêm thời gian"
    Thì bị từ chối vì "không phải việc của cơ quan này"
