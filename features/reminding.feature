# language: vi
Tính năng: Đôn đốc bằng công văn
  Cơ quan tổng hợp nhắc những nơi đang làm ách tắc. Lần nhắc đã phát hành đứng trong lịch sử như mọi dòng khác, nên “đã
  đôn đốc ba lần” là điều tra cứu được; nhưng nhắc không đổi trạng thái, không đổi hạn và không đặt hạn mới.

  Bối cảnh:
    Biết đợt triển khai năm 2023 của "ct-33-ttg-2021" đã được mở
    Và mọi cơ quan được "kh-binh-dinh-2023" giao báo cáo kỳ "6 tháng" đều đã báo cáo, trừ "UBND huyện Tuy Phước"
    Và hôm nay là ngày 21/06/2023

  Kịch bản: Nhắc không đổi trạng thái, không đổi hạn
    Khi "Sở Nội vụ tỉnh Bình Định" đôn đốc kỳ "6 tháng" bằng văn bản số "12/SNV-CCHC" ngày 21/06/2023
    Thì "UBND huyện Tuy Phước" kỳ "6 tháng" đã bị đôn đốc 1 lần, lần cuối ngày 21/06/2023
    Và "UBND huyện Tuy Phước" kỳ "6 tháng" ở trạng thái "đã giao"
    Và "UBND huyện Hoài Ân" kỳ "6 tháng" chưa bị đôn đốc

  Kịch bản: Ba lần nhắc, mỗi lần một hình thức: công văn, phiếu báo, công văn nêu thời hạn đã quá
    Thì văn bản đôn đốc kỳ "6 tháng" tiếp theo của "Sở Nội vụ tỉnh Bình Định" là "công văn"
    Khi "Sở Nội vụ tỉnh Bình Định" đôn đốc kỳ "6 tháng" bằng văn bản số "12/SNV-CCHC" ngày 21/06/2023
    Thì văn bản đôn đốc kỳ "6 tháng" tiếp theo của "Sở Nội vụ tỉnh Bình Định" là "phiếu báo"
    Khi "Sở Nội vụ tỉnh Bình Định" đôn đốc kỳ "6 tháng" bằng văn bản số "13/PB-SNV" ngày 21/06/2023
    Thì văn bản đôn đốc kỳ "6 tháng" tiếp theo của "Sở Nội vụ tỉnh Bình Định" là "công văn nêu thời hạn đã quá"
    Khi "Sở Nội vụ tỉnh Bình Định" đôn đốc kỳ "6 tháng" bằng văn bản số "14/SNV-CCHC" ngày 21/06/2023
    Thì "UBND huyện Tuy Phước" kỳ "6 tháng" đã bị đôn đốc 3 lần, lần cuối ngày 21/06/2023

  Kịch bản: Cùng một văn bản chỉ được ghi một lần
    Khi "Sở Nội vụ tỉnh Bình Định" đôn đốc kỳ "6 tháng" bằng văn bản số "12/SNV-CCHC" ngày 21/06/2023
    Khi "Sở Nội vụ tỉnh Bình Định" đôn đốc kỳ "6 tháng" bằng văn bản số "12/SNV-CCHC" ngày 21/06/2023
    Thì bị từ chối vì "đã đôn đốc bằng văn bản này"
    Và "UBND huyện Tuy Phước" kỳ "6 tháng" đã bị đôn đốc 1 lần, lần cuối ngày 21/06/2023

  Kịch bản: Không ghi lần nhắc chưa xảy ra
    Khi "Sở Nội vụ tỉnh Bình Định" đôn đốc kỳ "6 tháng" bằng văn bản số "12/SNV-CCHC" ngày 22/06/2023
    Thì bị từ chối vì "ngày chưa tới"
    Và "UBND huyện Tuy Phước" kỳ "6 tháng" chưa bị đôn đốc

  Kịch bản: Không còn ai làm ách tắc thì không còn gì để nhắc
    Biết "UBND huyện Tuy Phước" đã báo cáo kỳ "6 tháng" vào ngày 20/06/2023
    Khi "Sở Nội vụ tỉnh Bình Định" đôn đốc kỳ "6 tháng" bằng văn bản số "12/SNV-CCHC" ngày 21/06/2023
    Thì bị từ chối vì "không có ai để đôn đốc"
