# language: vi
Tính năng: Đề nghị gia hạn, đề nghị rút, từ chối nhiệm vụ; chấp nhận báo cáo
  Cơ quan được giao đề nghị, cơ quan giao việc quyết định. Đề nghị tự nó không làm thay đổi điều gì: hạn chỉ dời, việc
  chỉ được rút khi có người chấp thuận. Cả đề nghị và quyết định đều lưu lại.

  Bối cảnh:
    Biết đợt triển khai năm 2023 của "ct-33-ttg-2021" đã được mở
    Và hôm nay là ngày 10/05/2023

  Quy tắc: Đề nghị gia hạn
    Kịch bản: Đề nghị chưa làm dời hạn
      Khi "UBND tỉnh Hà Giang" đề nghị gia hạn kỳ "6 tháng" đến ngày 15/06/2023 vì "bão lũ"
      Thì hạn của "UBND tỉnh Hà Giang" kỳ "6 tháng" là ngày 29/05/2023
      Và đề nghị của "UBND tỉnh Hà Giang" kỳ "6 tháng" "chờ quyết định"
      Và "Bộ Nội vụ" có 1 đề nghị phải quyết định

    Kịch bản: Chấp thuận thì hạn dời như gia hạn
      Biết "UBND tỉnh Hà Giang" đã đề nghị gia hạn kỳ "6 tháng" đến ngày 15/06/2023 vì "bão lũ"
      Khi "Bộ Nội vụ" chấp thuận đề nghị của "UBND tỉnh Hà Giang" kỳ "6 tháng"
      Thì hạn của "UBND tỉnh Hà Giang" kỳ "6 tháng" là ngày 15/06/2023
      Và đề nghị của "UBND tỉnh Hà Giang" kỳ "6 tháng" "đã được chấp thuận"
      Và "Bộ Nội vụ" có 0 đề nghị phải quyết định

    Kịch bản: Có thể chấp thuận một hạn sớm hơn ngày đề nghị
      Biết "UBND tỉnh Hà Giang" đã đề nghị gia hạn kỳ "6 tháng" đến ngày 15/06/2023 vì "bão lũ"
      Khi "Bộ Nội vụ" chấp thuận đề nghị của "UBND tỉnh Hà Giang" kỳ "6 tháng" đến ngày 05/06/2023
      Thì hạn của "UBND tỉnh Hà Giang" kỳ "6 tháng" là ngày 05/06/2023

    Kịch bản: Không chấp thuận quá ngày đã đề nghị
      Biết "UBND tỉnh Hà Giang" đã đề nghị gia hạn kỳ "6 tháng" đến ngày 15/06/2023 vì "bão lũ"
      Khi "Bộ Nội vụ" chấp thuận đề nghị của "UBND tỉnh Hà Giang" kỳ "6 tháng" đến ngày 30/06/2023
      Thì bị từ chối vì "muộn hơn ngày đã đề nghị"

    Kịch bản: Không chấp thuận thì hạn giữ nguyên, và được đề nghị lại
      Biết "UBND tỉnh Hà Giang" đã đề nghị gia hạn kỳ "6 tháng" đến ngày 15/06/2023 vì "bão lũ"
      Khi "Bộ Nội vụ" không chấp thuận đề nghị của "UBND tỉnh Hà Giang" kỳ "6 tháng" vì "vẫn kịp"
      Thì hạn của "UBND tỉnh Hà Giang" kỳ "6 tháng" là ngày 29/05/2023
      Và đề nghị của "UBND tỉnh Hà Giang" kỳ "6 tháng" "không được chấp thuận"
      Khi "UBND tỉnh Hà Giang" đề nghị gia hạn kỳ "6 tháng" đến ngày 05/06/2023 vì "bão lũ"
      Thì đề nghị của "UBND tỉnh Hà Giang" kỳ "6 tháng" "chờ quyết định"

    Kịch bản: Đang chờ một đề nghị thì không đề nghị thêm
      Biết "UBND tỉnh Hà Giang" đã đề nghị gia hạn kỳ "6 tháng" đến ngày 15/06/2023 vì "bão lũ"
      Khi "UBND tỉnh Hà Giang" đề nghị gia hạn kỳ "6 tháng" đến ngày 30/06/2023 vì "bão lũ"
      Thì bị từ chối vì "đang chờ quyết định đề nghị trước"
      Và người làm được là "Bộ Nội vụ"

    Kịch bản: Đã báo cáo thì đề nghị hết hiệu lực
      Biết "UBND tỉnh Hà Giang" đã thực hiện kỳ "6 tháng"
      Và "UBND tỉnh Hà Giang" đã đề nghị gia hạn kỳ "6 tháng" đến ngày 15/06/2023 vì "bão lũ"
      Và "UBND tỉnh Hà Giang" đã báo cáo kỳ "6 tháng"
      Khi "Bộ Nội vụ" chấp thuận đề nghị của "UBND tỉnh Hà Giang" kỳ "6 tháng"
      Thì bị từ chối vì "đề nghị đã hết hiệu lực"
      Và đề nghị của "UBND tỉnh Hà Giang" kỳ "6 tháng" "hết hiệu lực"

    Kịch bản: Được gia hạn trực tiếp đến sau ngày đề nghị thì đề nghị hết hiệu lực
      Biết "UBND tỉnh Hà Giang" đã đề nghị gia hạn kỳ "6 tháng" đến ngày 15/06/2023 vì "bão lũ"
      Khi "Bộ Nội vụ" gia hạn cho "UBND tỉnh Hà Giang" kỳ "6 tháng" đến ngày 20/06/2023 vì "bão lũ"
      Thì đề nghị của "UBND tỉnh Hà Giang" kỳ "6 tháng" "hết hiệu lực"

    Kịch bản: Không ai tự chấp thuận cho mình, và chỉ cơ quan được giao mới đề nghị
      Biết "UBND tỉnh Hà Giang" đã đề nghị gia hạn kỳ "6 tháng" đến ngày 15/06/2023 vì "bão lũ"
      Khi "UBND tỉnh Hà Giang" chấp thuận đề nghị của "UBND tỉnh Hà Giang" kỳ "6 tháng"
      Thì bị từ chối vì "không phải việc của cơ quan này"
      Và người làm được là "Bộ Nội vụ"

    Kịch bản: Không có đề nghị thì không có gì để quyết định
      Khi "Bộ Nội vụ" chấp thuận đề nghị của "UBND tỉnh Hà Giang" kỳ "6 tháng"
      Thì bị từ chối vì "không có đề nghị nào đang chờ"

    Kịch bản: Không chấp thuận thì phải nêu lý do
      Biết "UBND tỉnh Hà Giang" đã đề nghị gia hạn kỳ "6 tháng" đến ngày 15/06/2023 vì "bão lũ"
      Khi "Bộ Nội vụ" không chấp thuận đề nghị của "UBND tỉnh Hà Giang" kỳ "6 tháng"
      Thì bị từ chối vì "thiếu lý do"

  Quy tắc: Đề nghị rút và từ chối
    Kịch bản: Chấp thuận cho rút thì không ai chờ nữa
      Biết mọi cơ quan được "kh-binh-dinh-2023" giao báo cáo kỳ "6 tháng" đều đã báo cáo, trừ "UBND huyện Tuy Phước"
      Và hôm nay là ngày 25/06/2023
      Và "UBND huyện Tuy Phước" đã đề nghị rút nhiệm vụ kỳ "6 tháng" vì "đã sáp nhập"
      Khi "UBND tỉnh Bình Định" chấp thuận đề nghị của "UBND huyện Tuy Phước" kỳ "6 tháng"
      Thì "UBND huyện Tuy Phước" kỳ "6 tháng" có tình trạng "đã thu hồi"
      Và các báo cáo tổng hợp hết bị chặn là "Sở Nội vụ tỉnh Bình Định"

    Kịch bản: Từ chối thì phải nêu cơ quan nên làm thay
      Khi "UBND tỉnh Hà Giang" từ chối nhiệm vụ kỳ "6 tháng" vì "không thuộc thẩm quyền"
      Thì bị từ chối vì "chưa nêu cơ quan đề xuất"

    Kịch bản: Từ chối chưa làm mất việc cho đến khi được chấp thuận
      Khi "UBND tỉnh Hà Giang" từ chối nhiệm vụ kỳ "6 tháng", đề xuất "UBND tỉnh Bình Định" vì "không thuộc thẩm quyền"
      Thì "UBND tỉnh Hà Giang" kỳ "6 tháng" có tình trạng "đang thực hiện"
      Khi "Bộ Nội vụ" chấp thuận đề nghị của "UBND tỉnh Hà Giang" kỳ "6 tháng"
      Thì "UBND tỉnh Hà Giang" kỳ "6 tháng" có tình trạng "đã thu hồi"

  Quy tắc: Chấp nhận báo cáo
    Kịch bản: Gửi chưa phải là được chấp nhận, và chấp nhận không đổi trạng thái
      Biết "UBND huyện Tuy Phước" đã báo cáo kỳ "6 tháng"
      Khi "Sở Nội vụ tỉnh Bình Định" chấp nhận báo cáo của "UBND huyện Tuy Phước" kỳ "6 tháng"
      Thì "UBND huyện Tuy Phước" kỳ "6 tháng" ở trạng thái "đã báo cáo"
      Khi "Sở Nội vụ tỉnh Bình Định" chấp nhận báo cáo của "UBND huyện Tuy Phước" kỳ "6 tháng"
      Thì bị từ chối vì "báo cáo đã được chấp nhận"

    Kịch bản: Báo cáo bị trả lại thì mất sự chấp nhận
      Biết "UBND huyện Tuy Phước" đã báo cáo kỳ "6 tháng"
      Và "Sở Nội vụ tỉnh Bình Định" đã chấp nhận báo cáo của "UBND huyện Tuy Phước" kỳ "6 tháng"
      Khi "Sở Nội vụ tỉnh Bình Định" trả lại báo cáo của "UBND huyện Tuy Phước" kỳ "6 tháng" vì "thiếu số liệu"
      Và "Sở Nội vụ tỉnh Bình Định" chấp nhận báo cáo của "UBND huyện Tuy Phước" kỳ "6 tháng"
      Thì bị từ chối vì "không có báo cáo để chấp nhận"
