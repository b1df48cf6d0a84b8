# language: vi
Tính năng: Miễn, tạm dừng, gia hạn, trả lại, tổng hợp thiếu, thu hồi
  Không phải việc nào cũng đi đường thẳng. Mỗi ngả rẽ có lý do, có người được làm, và nói rõ ảnh hưởng đến cấp trên.

  Bối cảnh:
    Biết đợt triển khai năm 2023 của "ct-33-ttg-2021" đã được mở

  Quy tắc: Miễn và hủy việc miễn
    Kịch bản: Huyện được miễn thì không ai chờ nữa
      Biết mọi cơ quan được "kh-binh-dinh-2023" giao báo cáo kỳ "6 tháng" đều đã báo cáo, trừ "UBND huyện Tuy Phước"
      Khi "UBND tỉnh Bình Định" miễn cho "UBND huyện Tuy Phước" kỳ "6 tháng" vì "bão lũ"
      Thì "UBND huyện Tuy Phước" kỳ "6 tháng" có tình trạng "được miễn"
      Và các báo cáo tổng hợp hết bị chặn là "Sở Nội vụ tỉnh Bình Định"

    Kịch bản: Hủy việc miễn thì lại phải chờ, và việc tiếp tục từ chỗ cũ
      Biết mọi cơ quan được "kh-binh-dinh-2023" giao báo cáo kỳ "6 tháng" đều đã báo cáo, trừ "UBND huyện Tuy Phước"
      Khi "UBND tỉnh Bình Định" miễn cho "UBND huyện Tuy Phước" kỳ "6 tháng" vì "bão lũ"
      Và "UBND tỉnh Bình Định" hủy việc miễn cho "UBND huyện Tuy Phước" kỳ "6 tháng" vì "đã khắc phục xong"
      Thì "UBND huyện Tuy Phước" kỳ "6 tháng" có tình trạng "đang thực hiện"
      Và "Sở Nội vụ tỉnh Bình Định" kỳ "6 tháng" còn chờ 1 đầu vào

    Kịch bản: Được miễn rồi hủy việc miễn thì phải báo cáo như mọi nơi
      Biết "UBND tỉnh Bình Định" đã miễn cho "UBND huyện Tuy Phước" kỳ "6 tháng" vì "bão lũ"
      Và "UBND tỉnh Bình Định" đã hủy việc miễn cho "UBND huyện Tuy Phước" kỳ "6 tháng" vì "đã khắc phục xong"
      Và mọi cơ quan được "kh-binh-dinh-2023" giao báo cáo kỳ "6 tháng" đều đã báo cáo, trừ "UBND huyện Tuy Phước"
      Khi "Sở Nội vụ tỉnh Bình Định" tổng hợp kỳ "6 tháng"
      Thì bị từ chối vì "còn đầu vào chưa báo cáo"
      Và người làm được là "UBND huyện Tuy Phước"

    Kịch bản: Đã tổng hợp rồi thì không hủy việc miễn được nữa
      Biết mọi cơ quan được "kh-binh-dinh-2023" giao báo cáo kỳ "6 tháng" đều đã báo cáo, trừ "UBND huyện Tuy Phước"
      Khi "Sở Nội vụ tỉnh Bình Định" miễn cho "UBND huyện Tuy Phước" kỳ "6 tháng" vì "bão lũ"
      Và "Sở Nội vụ tỉnh Bình Định" tổng hợp kỳ "6 tháng"
      Và "UBND tỉnh Bình Định" hủy việc miễn cho "UBND huyện Tuy Phước" kỳ "6 tháng" vì "đã khắc phục xong"
      Thì bị từ chối vì "báo cáo tổng hợp đã gửi lên trên"
      Và người làm được là "UBND tỉnh Bình Định"

    Kịch bản: Miễn thì phải có lý do
      Khi "UBND tỉnh Bình Định" miễn cho "UBND huyện Tuy Phước" kỳ "6 tháng"
      Thì bị từ chối vì "thiếu lý do"

    Kịch bản: Không ai tự miễn cho mình
      Khi "UBND huyện Tuy Phước" miễn cho "UBND huyện Tuy Phước" kỳ "6 tháng" vì "bận"
      Thì bị từ chối vì "không phải việc của cơ quan này"

  Quy tắc: Tạm dừng và cho tiếp tục
    Kịch bản: Việc tạm dừng vẫn bị chờ, chờ người cho tiếp tục
      Biết mọi cơ quan được "kh-binh-dinh-2023" giao báo cáo kỳ "6 tháng" đều đã báo cáo, trừ "UBND huyện Tuy Phước"
      Và hôm nay là ngày 25/06/2023
      Khi "UBND tỉnh Bình Định" tạm dừng việc của "UBND huyện Tuy Phước" kỳ "6 tháng" vì "sắp xếp lại"
      Và đến ngày 28/06/2023
      Thì điểm nghẽn của "Sở Nội vụ tỉnh Bình Định" kỳ "6 tháng" là "UBND tỉnh Bình Định"
      Và "Sở Nội vụ tỉnh Bình Định" kỳ "6 tháng" chờ "UBND tỉnh Bình Định" 3 ngày rồi

    Kịch bản: Đang tạm dừng thì không báo cáo được
      Biết "UBND tỉnh Hà Giang" đã thực hiện kỳ "6 tháng"
      Khi "Bộ Nội vụ" tạm dừng việc của "UBND tỉnh Hà Giang" kỳ "6 tháng" vì "sắp xếp lại"
      Và "UBND tỉnh Hà Giang" báo cáo kỳ "6 tháng"
      Thì bị từ chối vì "tình trạng nhiệm vụ không cho phép"
      Và người làm được là "Bộ Nội vụ"

    Kịch bản: Cho tiếp tục thì làm tiếp từ chỗ cũ
      Biết "UBND tỉnh Hà Giang" đã thực hiện kỳ "6 tháng"
      Khi "Bộ Nội vụ" tạm dừng việc của "UBND tỉnh Hà Giang" kỳ "6 tháng" vì "sắp xếp lại"
      Và "Bộ Nội vụ" cho tiếp tục việc của "UBND tỉnh Hà Giang" kỳ "6 tháng" vì "đã sắp xếp xong"
      Thì "UBND tỉnh Hà Giang" kỳ "6 tháng" làm được ngay "báo cáo"

    Kịch bản: Tạm dừng rồi tiếp tục thì hạn vẫn như cũ
      Biết "UBND tỉnh Hà Giang" đã thực hiện kỳ "6 tháng"
      Và "Bộ Nội vụ" đã tạm dừng việc của "UBND tỉnh Hà Giang" kỳ "6 tháng" vì "sắp xếp lại"
      Và "Bộ Nội vụ" đã cho tiếp tục việc của "UBND tỉnh Hà Giang" kỳ "6 tháng" vì "đã sắp xếp xong"
      Khi "UBND tỉnh Hà Giang" báo cáo kỳ "6 tháng"
      Thì "UBND tỉnh Hà Giang" kỳ "6 tháng" ở trạng thái "đã báo cáo"
      Và hạn của "UBND tỉnh Hà Giang" kỳ "6 tháng" là ngày 29/05/2023

  Quy tắc: Gia hạn
    Bối cảnh:
      Biết hôm nay là ngày 10/05/2023

    Kịch bản: Gia hạn dời ngày của báo cáo phải nộp tiếp theo
      Biết "UBND tỉnh Hà Giang" đã thực hiện kỳ "6 tháng"
      Khi "Bộ Nội vụ" gia hạn cho "UBND tỉnh Hà Giang" kỳ "6 tháng" đến ngày 15/06/2023 vì "bão lũ"
      Thì hạn của "UBND tỉnh Hà Giang" kỳ "6 tháng" là ngày 15/06/2023

    Kịch bản: Hạn mới phải sau hạn đang có
      Khi "Bộ Nội vụ" gia hạn cho "UBND tỉnh Hà Giang" kỳ "6 tháng" đến ngày 29/05/2023 vì "bão lũ"
      Thì bị từ chối vì "hạn mới không muộn hơn"

    Kịch bản: Gia hạn thì phải nêu hạn mới
      Khi "Bộ Nội vụ" gia hạn cho "UBND tỉnh Hà Giang" kỳ "6 tháng" vì "bão lũ"
      Thì bị từ chối vì "chưa nêu hạn mới"

  Quy tắc: Trả lại báo cáo
    Kịch bản: Trả lại một báo cáo thì mọi bản tổng hợp ở trên phải làm lại
      Biết mọi cơ quan được "kh-binh-dinh-2023" giao báo cáo kỳ "6 tháng" đều đã báo cáo
      Và "UBND tỉnh Bình Định" đã tổng hợp kỳ "6 tháng"
      Khi "Sở Nội vụ tỉnh Bình Định" trả lại báo cáo của "UBND huyện Tuy Phước" kỳ "6 tháng" vì "thiếu số liệu"
      Thì phải tổng hợp lại: "Sở Nội vụ tỉnh Bình Định, UBND tỉnh Bình Định"
      Và "UBND huyện Tuy Phước" kỳ "6 tháng" ở trạng thái "đã thực hiện"
      Và "UBND tỉnh Bình Định" kỳ "6 tháng" ở trạng thái "đã thực hiện"
      Và điểm nghẽn của "Sở Nội vụ tỉnh Bình Định" kỳ "6 tháng" là "UBND huyện Tuy Phước"

    Kịch bản: Trả lại bản tổng hợp thì báo cáo riêng còn nguyên
      Biết "Sở Nội vụ tỉnh Bình Định" đã tổng hợp kỳ "6 tháng"
      Khi "UBND tỉnh Bình Định" trả lại báo cáo tổng hợp của "Sở Nội vụ tỉnh Bình Định" kỳ "6 tháng" vì "sai mẫu"
      Thì "Sở Nội vụ tỉnh Bình Định" kỳ "6 tháng" ở trạng thái "đã báo cáo"

    Kịch bản: Trả lại báo cáo riêng thì bản tổng hợp cũng phải làm lại
      Biết "Sở Nội vụ tỉnh Bình Định" đã tổng hợp kỳ "6 tháng"
      Khi "UBND tỉnh Bình Định" trả lại báo cáo riêng của "Sở Nội vụ tỉnh Bình Định" kỳ "6 tháng" vì "sai mẫu"
      Thì "Sở Nội vụ tỉnh Bình Định" kỳ "6 tháng" ở trạng thái "đã thực hiện"

    Kịch bản: Có hai báo cáo thì phải nói trả lại báo cáo nào
      Biết "Sở Nội vụ tỉnh Bình Định" đã tổng hợp kỳ "6 tháng"
      Khi "UBND tỉnh Bình Định" trả lại báo cáo của "Sở Nội vụ tỉnh Bình Định" kỳ "6 tháng" vì "sai mẫu"
      Thì bị từ chối vì "chưa nêu báo cáo nào"

    Kịch bản: Chưa báo cáo thì không có gì để trả lại
      Biết "UBND tỉnh Hà Giang" đã thực hiện kỳ "6 tháng"
      Khi "Bộ Nội vụ" trả lại báo cáo của "UBND tỉnh Hà Giang" kỳ "6 tháng" vì "thiếu số liệu"
      Thì bị từ chối vì "không có báo cáo để trả lại"

  Quy tắc: Tổng hợp khi còn thiếu
    Bối cảnh:
      Biết mọi cơ quan được "kh-binh-dinh-2023" giao báo cáo kỳ "6 tháng" đều đã báo cáo, trừ "UBND huyện Tuy Phước"

    Kịch bản: Báo cáo đến muộn là phần bổ sung, không phải tổng hợp lại
      Biết "UBND huyện Tuy Phước" đã thực hiện kỳ "6 tháng"
      Khi "Sở Nội vụ tỉnh Bình Định" tổng hợp thiếu "UBND huyện Tuy Phước" kỳ "6 tháng" do "Chủ tịch UBND tỉnh" cho phép vì "bão lũ"
      Và "UBND huyện Tuy Phước" báo cáo kỳ "6 tháng"
      Thì báo cáo đó bổ sung cho bản tổng hợp của "Sở Nội vụ tỉnh Bình Định"
      Và "Sở Nội vụ tỉnh Bình Định" kỳ "6 tháng" ở trạng thái "đã tổng hợp"

    Kịch bản: Phải nêu đúng cơ quan còn thiếu
      Khi "Sở Nội vụ tỉnh Bình Định" tổng hợp thiếu "UBND huyện Hoài Ân" kỳ "6 tháng" do "Chủ tịch UBND tỉnh" cho phép vì "bão lũ"
      Thì bị từ chối vì "cơ quan được nêu không thiếu"

    Kịch bản: Phải nêu ai cho phép
      Khi "Sở Nội vụ tỉnh Bình Định" tổng hợp thiếu "UBND huyện Tuy Phước" kỳ "6 tháng" vì "bão lũ"
      Thì bị từ chối vì "chưa nêu ai cho phép"

  Quy tắc: Thu hồi văn bản
    Kịch bản: Văn bản bị thu hồi mang theo việc chưa xong mà chỉ nó giao
      Biết mọi cơ quan được "kh-binh-dinh-2023" giao báo cáo kỳ "6 tháng" đều đã báo cáo, trừ "UBND huyện Tuy Phước"
      Khi "UBND tỉnh Bình Định" thu hồi "kh-binh-dinh-2023" vì "thay bằng kế hoạch khác"
      Thì "UBND huyện Tuy Phước" kỳ "6 tháng" có tình trạng "đã thu hồi"
      Và "UBND huyện Hoài Ân" kỳ "6 tháng" có tình trạng "đang thực hiện"
      Và "Sở Nội vụ tỉnh Bình Định" kỳ "6 tháng" không bị chặn

    Kịch bản: Chỉ cơ quan ban hành thu hồi được, và chỉ một lần
      Khi "Sở Nội vụ tỉnh Bình Định" thu hồi "kh-binh-dinh-2023" vì "nhầm"
      Thì bị từ chối vì "không phải việc của cơ quan này"
      Khi "UBND tỉnh Bình Định" thu hồi "kh-binh-dinh-2023" vì "thay bằng kế hoạch khác"
      Và "UBND tỉnh Bình Định" thu hồi "kh-binh-dinh-2023" vì "thay bằng kế hoạch khác"
      Thì bị từ chối vì "văn bản đã bị thu hồi"

    Kịch bản: Thu hồi khi chưa ai bắt đầu
      Khi "UBND tỉnh Bình Định" thu hồi "kh-binh-dinh-2023" vì "thay bằng kế hoạch khác"
      Thì có 125 nhiệm vụ bị thu hồi
