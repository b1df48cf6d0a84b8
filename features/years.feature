# language: vi
Tính năng: Chuyển năm và chuyển kỳ
  Cùng một chỉ thị, mỗi năm một đợt triển khai; đợt năm sau không đụng tới đợt năm trước.

  Bối cảnh:
    Biết đợt triển khai năm 2023 của "ct-33-ttg-2021" đã được mở vào ngày 05/04/2023
    Và mọi cơ quan được "kh-binh-dinh-2023" giao báo cáo kỳ "6 tháng" đều đã báo cáo

  Kịch bản: Đợt năm 2024 mở bên cạnh đợt năm 2023
    Biết đợt triển khai năm 2024 của "ct-33-ttg-2021" đã được mở vào ngày 02/01/2024
    Thì "UBND tỉnh Hà Giang" kỳ "6 tháng đầu năm 2024" ở trạng thái "đã giao"
    Và "UBND tỉnh Hà Giang" kỳ "6 tháng đầu năm 2023" ở trạng thái "đã giao"
    Và hạn của "UBND tỉnh Hà Giang" kỳ "6 tháng đầu năm 2024" là ngày 29/05/2024
    Và hạn của "UBND tỉnh Hà Giang" kỳ "6 tháng đầu năm 2023" là ngày 29/05/2023

  Kịch bản: Kế hoạch năm 2023 của Bình Định không còn trong đợt năm 2024
    Biết đợt triển khai năm 2024 của "ct-33-ttg-2021" đã được mở vào ngày 02/01/2024
    Thì văn bản "kh-binh-dinh-2023" không có trong đợt triển khai
    Và văn bản "cv-1432-bnv-2023" có trong đợt triển khai
    Và "UBND huyện Tuy Phước" không có nhiệm vụ kỳ "6 tháng đầu năm 2024"
    Và "UBND tỉnh Bình Định" kỳ "6 tháng đầu năm 2024" phải làm "lập kế hoạch, thực hiện, báo cáo"
    Khi xét đợt triển khai năm 2023
    Thì văn bản "kh-binh-dinh-2023" có trong đợt triển khai

  Kịch bản: Việc làm ở đợt này không đổi gì ở đợt kia
    Biết đợt triển khai năm 2024 của "ct-33-ttg-2021" đã được mở vào ngày 02/01/2024
    Và "UBND tỉnh Hà Giang" đã lập kế hoạch kỳ "6 tháng đầu năm 2024"
    Thì "UBND tỉnh Hà Giang" kỳ "năm 2024" ở trạng thái "đã có kế hoạch"
    Và "UBND tỉnh Hà Giang" kỳ "năm 2023" ở trạng thái "đã giao"

  Kịch bản: Đợt năm 2023 vẫn làm tiếp được sau khi mở đợt năm 2024
    Biết đợt triển khai năm 2024 của "ct-33-ttg-2021" đã được mở vào ngày 02/01/2024
    Khi "Sở Nội vụ tỉnh Bình Định" tổng hợp kỳ "6 tháng đầu năm 2023" vào ngày 02/01/2024
    Thì "Sở Nội vụ tỉnh Bình Định" kỳ "6 tháng đầu năm 2023" ở trạng thái "đã tổng hợp"

  Kịch bản: Mỗi năm một đợt
    Biết đợt triển khai năm 2024 của "ct-33-ttg-2021" đã được mở vào ngày 02/01/2024
    Khi mở đợt triển khai năm 2023 của "ct-33-ttg-2021"
    Thì bị từ chối vì "đợt triển khai đã mở"

  Kịch bản: Xong kỳ 6 tháng không làm xong kỳ sau
    Thì "UBND huyện Tuy Phước" kỳ "6 tháng" ở trạng thái "đã báo cáo"
    Và "UBND huyện Tuy Phước" kỳ "9 tháng" ở trạng thái "đã có kế hoạch"
    Và "UBND huyện Tuy Phước" kỳ "9 tháng" làm được ngay "thực hiện"
    Khi "Sở Nội vụ tỉnh Bình Định" tổng hợp kỳ "9 tháng"
    Thì bị từ chối vì "không đúng trạng thái"
