# language: vi
Tính năng: Báo cáo tổng hợp bị chặn và điểm nghẽn
  Người đôn đốc cần biết báo cáo tổng hợp nào ở cấp trên đang bị chặn, do ai, và phải làm gì tiếp.

  Bối cảnh:
    Biết văn bản "kh-binh-dinh-2023" và các văn bản cấp trên liên quan
    Và đợt triển khai năm 2023 của "ct-33-ttg-2021" đã được mở

  Kịch bản: Một huyện chưa báo cáo thì Sở Nội vụ chưa tổng hợp được
    Biết mọi cơ quan được "kh-binh-dinh-2023" giao báo cáo kỳ "6 tháng đầu năm 2023" đều đã báo cáo, trừ "UBND huyện Tuy Phước"
    Khi "Sở Nội vụ tỉnh Bình Định" tổng hợp kỳ "6 tháng đầu năm 2023" vào ngày 20/06/2023
    Thì bị từ chối vì "còn đầu vào chưa báo cáo"
    Và điểm nghẽn của "UBND tỉnh Bình Định" kỳ "6 tháng đầu năm 2023" là "UBND huyện Tuy Phước"
    Và "Sở Nội vụ tỉnh Bình Định" kỳ "6 tháng" ở trạng thái "đã báo cáo"

  Kịch bản: Báo cáo cuối cùng đến thì Sở Nội vụ hết bị chặn
    Biết mọi cơ quan được "kh-binh-dinh-2023" giao báo cáo kỳ "6 tháng" đều đã báo cáo, trừ "UBND huyện Tuy Phước"
    Và "UBND huyện Tuy Phước" đã thực hiện kỳ "6 tháng"
    Khi "UBND huyện Tuy Phước" báo cáo kỳ "6 tháng" vào ngày 23/06/2023 bằng văn bản số "112/BC-UBND"
    Thì các báo cáo tổng hợp hết bị chặn là "Sở Nội vụ tỉnh Bình Định"
    Và "Sở Nội vụ tỉnh Bình Định" kỳ "6 tháng" không bị chặn
    Và điểm nghẽn của "UBND tỉnh Bình Định" kỳ "6 tháng" là "Sở Nội vụ tỉnh Bình Định"

  Kịch bản: Hai huyện chậm báo cáo chặn ba tầng tổng hợp
    Biết mọi cơ quan được "kh-binh-dinh-2023" giao báo cáo kỳ "6 tháng" đều đã báo cáo, trừ "UBND huyện Tuy Phước, UBND huyện Hoài Ân"
    Khi đến ngày 21/06/2023
    Thì "UBND tỉnh Bình Định" kỳ "6 tháng" bị chặn, tình trạng "quá hạn"
    Và "Sở Nội vụ tỉnh Bình Định" kỳ "6 tháng" còn chờ 2 đầu vào
    Và "UBND huyện Tuy Phước" đang chặn 3 báo cáo tổng hợp kỳ "6 tháng"
    Và "UBND huyện Tuy Phước" kỳ "6 tháng" quá hạn 2 ngày
    Và "UBND huyện Hoài Ân" là một điểm nghẽn của "Bộ Nội vụ" kỳ "6 tháng"

  Kịch bản: Kế hoạch của tỉnh chưa ban hành thì chính tỉnh là điểm nghẽn
    Khi đến ngày 20/04/2023
    Thì điểm nghẽn của "Sở Nội vụ tỉnh Bình Định" kỳ "6 tháng" là "UBND tỉnh Bình Định"
    Và "Sở Nội vụ tỉnh Bình Định" kỳ "6 tháng" chờ "UBND tỉnh Bình Định"
    Và "UBND huyện Tuy Phước" kỳ "6 tháng" ở trạng thái "chờ văn bản"

  Kịch bản: Bộ Nội vụ chờ mọi bộ và mọi tỉnh
    Khi đến ngày 20/04/2023
    Thì "Bộ Nội vụ" kỳ "6 tháng" còn chờ 92 đầu vào
    Và "Bộ Nội vụ" kỳ "6 tháng" bị chặn, tình trạng "đang chờ"

  Kịch bản: Báo cáo quý I dừng ở Sở Nội vụ vì không ai ở trên yêu cầu
    Biết mọi cơ quan được "kh-binh-dinh-2023" giao báo cáo kỳ "quý I" đều đã báo cáo
    Khi "Sở Nội vụ tỉnh Bình Định" tổng hợp kỳ "quý I"
    Thì "Sở Nội vụ tỉnh Bình Định" kỳ "quý I" ở trạng thái "đã tổng hợp"
    Và "UBND tỉnh Bình Định" không có nhiệm vụ kỳ "quý I"

  Kịch bản: Đường chờ đi từ báo cáo tổng hợp tới nơi làm được ngay
    Biết mọi cơ quan được "kh-binh-dinh-2023" giao báo cáo kỳ "6 tháng" đều đã báo cáo, trừ "UBND huyện Tuy Phước"
    Và "UBND tỉnh Bình Định" đã thực hiện kỳ "6 tháng"
    Khi đến ngày 21/06/2023
    Thì đường chờ của "UBND tỉnh Bình Định" kỳ "6 tháng" là "UBND tỉnh Bình Định, Sở Nội vụ tỉnh Bình Định, UBND huyện Tuy Phước"
    Và điểm nghẽn của "Sở Nội vụ tỉnh Bình Định" kỳ "6 tháng" gồm 1 cơ quan

  Kịch bản: Quý I chỉ có một nơi tổng hợp
    Thì đợt triển khai có 1 nhiệm vụ tổng hợp ở kỳ "quý I"
    Và đợt triển khai có 31 nhiệm vụ ở kỳ "quý I"
    Và có 1 báo cáo tổng hợp bị chặn ở kỳ "quý I"

  Kịch bản: Điểm nghẽn đáng lo nhất là nơi trễ lâu nhất, và mỗi nơi biết mình phải làm gì
    Biết mọi cơ quan được "kh-binh-dinh-2023" giao báo cáo kỳ "6 tháng" đều đã báo cáo, trừ "UBND huyện Tuy Phước, UBND huyện Hoài Ân"
    Và "UBND huyện Tuy Phước" đã thực hiện kỳ "6 tháng" vào ngày 12/06/2023
    Và "UBND tỉnh Bình Định" đã gia hạn cho "UBND huyện Tuy Phước" kỳ "6 tháng" đến ngày 30/06/2023 vào ngày 15/06/2023 vì "địa bàn bị thiên tai"
    Khi đến ngày 21/06/2023
    Thì điểm nghẽn đáng lo nhất của "UBND tỉnh Bình Định" kỳ "6 tháng" là "UBND huyện Hoài Ân"
    Và để gỡ kỳ "6 tháng" thì "UBND huyện Tuy Phước" phải báo cáo
    Và để gỡ kỳ "6 tháng" thì "UBND huyện Hoài Ân" phải làm "lập kế hoạch"
    Và "UBND tỉnh Bình Định" kỳ "6 tháng" bị chặn, quá hạn 23 ngày
    Và báo cáo tổng hợp bị chặn nặng nhất ở kỳ "6 tháng" là của "UBND Thành phố Hồ Chí Minh"
    Và có 2 báo cáo tổng hợp bị chặn ở kỳ "6 tháng" thuộc "UBND tỉnh Bình Định"
    Và câu trả lời vì sao "UBND huyện Tuy Phước" kỳ "6 tháng" còn chờ là "UBND huyện Tuy Phước tự báo cáo được ngay"
    Và câu trả lời vì sao "Sở Nội vụ tỉnh Bình Định" kỳ "6 tháng" còn chờ là "Sở Nội vụ tỉnh Bình Định chờ UBND huyện Hoài Ân lập kế hoạch"

  Kịch bản: Một trong hai nơi còn thiếu báo cáo thì chưa gỡ được gì cho cấp trên
    Biết mọi cơ quan được "kh-binh-dinh-2023" giao báo cáo kỳ "6 tháng" đều đã báo cáo, trừ "UBND huyện Tuy Phước, UBND huyện Hoài Ân"
    Và "UBND huyện Tuy Phước" đã thực hiện kỳ "6 tháng"
    Khi "UBND huyện Tuy Phước" báo cáo kỳ "6 tháng" vào ngày 23/06/2023
    Thì không báo cáo tổng hợp nào hết bị chặn
    Và đầu vào còn thiếu của "Sở Nội vụ tỉnh Bình Định" kỳ "6 tháng" là "UBND huyện Hoài Ân"
    Và điểm nghẽn của "UBND tỉnh Bình Định" kỳ "6 tháng" là "UBND huyện Hoài Ân"
