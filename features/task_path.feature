# language: vi
Tính năng: Đường đi của một nhiệm vụ
  Một nhiệm vụ chỉ qua những trạng thái mà việc được giao đòi hỏi: có kế hoạch, có báo cáo, có tổng hợp hay không.

  Bối cảnh:
    Biết đợt triển khai năm 2023 của "ct-33-ttg-2021" đã được mở

  Kịch bản: Công văn của Bộ Nội vụ giao việc ngay khi mở đợt
    Thì "UBND tỉnh Hà Giang" kỳ "6 tháng" ở trạng thái "đã giao"
    Và lịch sử của "UBND tỉnh Hà Giang" kỳ "6 tháng" gồm "ban hành"
    Và dòng lịch sử cuối của "UBND tỉnh Hà Giang" kỳ "6 tháng" ghi ngày 03/04/2023

  Kịch bản: Một kế hoạch dùng cho mọi kỳ trong năm
    Khi "UBND tỉnh Hà Giang" lập kế hoạch kỳ "6 tháng" vào ngày 20/04/2023 bằng văn bản số "88/KH-UBND"
    Thì "UBND tỉnh Hà Giang" kỳ "6 tháng" ở trạng thái "đã có kế hoạch"
    Và "UBND tỉnh Hà Giang" kỳ "năm 2023" ở trạng thái "đã có kế hoạch"

  Kịch bản: Tỉnh không có văn bản riêng thì xong khi đã báo cáo
    Biết "UBND tỉnh Hà Giang" đã lập kế hoạch kỳ "6 tháng" vào ngày 20/04/2023
    Khi "UBND tỉnh Hà Giang" thực hiện kỳ "6 tháng" vào ngày 20/05/2023
    Và "UBND tỉnh Hà Giang" báo cáo kỳ "6 tháng" vào ngày 25/05/2023 bằng văn bản số "301/BC-UBND"
    Thì "UBND tỉnh Hà Giang" kỳ "6 tháng" ở trạng thái "đã báo cáo"
    Và lịch sử của "UBND tỉnh Hà Giang" kỳ "6 tháng" gồm "ban hành, lập kế hoạch, thực hiện, báo cáo"

  Kịch bản: Kế hoạch của tỉnh giao việc cho các sở và các huyện
    Khi "UBND tỉnh Bình Định" lập kế hoạch kỳ "6 tháng" vào ngày 10/04/2023 bằng văn bản số "45/KH-UBND"
    Thì 125 nhiệm vụ được giao đi
    Và "UBND huyện Tuy Phước" kỳ "6 tháng" ở trạng thái "đã giao"
    Và "UBND tỉnh Bình Định" kỳ "năm" ở trạng thái "đã có kế hoạch"

  Kịch bản: Việc chỉ cần kế hoạch thì xong khi có kế hoạch
    Biết "UBND tỉnh Bình Định" đã ban hành kế hoạch "kh-binh-dinh-2023" số "45/KH-UBND" ngày 10/04/2023
    Khi "Sở Nội vụ tỉnh Bình Định" lập kế hoạch kỳ "một lần" chủ đề "kiem-tra" vào ngày 20/04/2023
    Thì "Sở Nội vụ tỉnh Bình Định" kỳ "một lần" chủ đề "kiem-tra" ở trạng thái "đã có kế hoạch"
    Khi "Sở Nội vụ tỉnh Bình Định" thực hiện kỳ "một lần" chủ đề "kiem-tra"
    Thì bị từ chối vì "nhiệm vụ đã xong"

  Kịch bản: Từ huyện lên tới Bộ, mỗi tầng tổng hợp khi đủ báo cáo
    Biết mọi cơ quan được "kh-binh-dinh-2023" giao báo cáo kỳ "6 tháng" đều đã báo cáo
    Khi "Sở Nội vụ tỉnh Bình Định" tổng hợp kỳ "6 tháng" vào ngày 20/06/2023
    Thì điểm nghẽn của "UBND tỉnh Bình Định" kỳ "6 tháng" không còn
    Khi "UBND tỉnh Bình Định" thực hiện kỳ "6 tháng" vào ngày 21/06/2023
    Và "UBND tỉnh Bình Định" tổng hợp kỳ "6 tháng" vào ngày 22/06/2023
    Thì "UBND tỉnh Bình Định" kỳ "6 tháng" ở trạng thái "đã tổng hợp"
    Và "Bộ Nội vụ" kỳ "6 tháng" còn chờ 91 đầu vào

  Kịch bản: Bộ Nội vụ tổng hợp khi mọi bộ, mọi tỉnh đã báo cáo
    Biết mọi cơ quan được "kh-binh-dinh-2023" giao báo cáo kỳ "6 tháng" đều đã báo cáo
    Và "Sở Nội vụ tỉnh Bình Định" đã tổng hợp kỳ "6 tháng" vào ngày 20/06/2023
    Và "UBND tỉnh Bình Định" đã tổng hợp kỳ "6 tháng" vào ngày 22/06/2023
    Và mọi cơ quan được "cv-1432-bnv-2023" giao báo cáo kỳ "6 tháng" đều đã báo cáo
    Khi "Bộ Nội vụ" thực hiện kỳ "6 tháng" vào ngày 25/06/2023
    Và "Bộ Nội vụ" tổng hợp kỳ "6 tháng" vào ngày 30/06/2023
    Thì "Bộ Nội vụ" kỳ "6 tháng" ở trạng thái "đã tổng hợp"
