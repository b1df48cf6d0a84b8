# language: vi
Tính năng: Cơ quan kết thúc giữa năm, việc chưa xong có nơi tiếp nhận
  Từ ngày 01/7/2025 không còn cấp huyện, 63 tỉnh còn 34, xã được sắp xếp lại. Đợt mở tháng 01/2025 chạy tiếp:
  việc chưa xong sang nơi tiếp nhận theo danh mục cơ quan, việc đã xong vẫn của nơi đã làm.

  Bối cảnh:
    Biết đợt triển khai năm 2025 của "ct-33-ttg-2021" đã được mở vào ngày 15/01/2025
    Và hôm nay là ngày 01/06/2025
    Và "UBND tỉnh Kiên Giang" đã lập kế hoạch kỳ "6 tháng" vào ngày 01/06/2025 bằng văn bản số "12/KH-UBND"
    Và "Quận 10" đã lập kế hoạch kỳ "6 tháng" vào ngày 01/06/2025 bằng văn bản số "13/KH-UBND"
    Và "Quận 10" đã thực hiện kỳ "6 tháng" vào ngày 01/06/2025
    Và "Quận 10" đã báo cáo kỳ "6 tháng" vào ngày 01/06/2025
    Và hôm nay là ngày 05/07/2025

  Kịch bản: Nơi tiếp nhận duy nhất làm tiếp, nơi không còn ai tiếp nhận thì miễn
    Khi "Thủ tướng Chính phủ" bàn giao việc chưa xong của các cơ quan kết thúc trước ngày 01/07/2025 cho mọi nơi tiếp nhận vì "sắp xếp chính quyền địa phương hai cấp"
    Thì bàn giao 31 nhiệm vụ, miễn 20 nhiệm vụ, có 36 nhiệm vụ tiếp nhận
    Và việc kỳ "6 tháng" của "UBND tỉnh Kiên Giang" đã bàn giao cho "UBND tỉnh An Giang"
    Và "Quận 10" kỳ "6 tháng" ở trạng thái "đã báo cáo"
    Và "Quận 3" kỳ "6 tháng" có tình trạng "được miễn"
    Và không còn ai chờ cơ quan đã kết thúc trước ngày 01/07/2025

  Kịch bản: Nơi tiếp nhận được ghi kèm tên nơi đã bàn giao, từ ngày bàn giao
    Khi "Thủ tướng Chính phủ" bàn giao việc chưa xong của các cơ quan kết thúc trước ngày 01/07/2025 cho mọi nơi tiếp nhận vì "sắp xếp chính quyền địa phương hai cấp"
    Thì "UBND tỉnh An Giang" được ghi kèm tên trước đây là "UBND tỉnh Kiên Giang"
    Khi "Thủ tướng Chính phủ" bỏ lần chuyển đợt gần nhất vì "nhầm ngày"
    Thì "UBND tỉnh An Giang" không được ghi kèm tên trước đây

  Kịch bản: Cơ quan đã kết thúc không làm tiếp được
    Khi "Thủ tướng Chính phủ" bàn giao việc chưa xong của các cơ quan kết thúc trước ngày 01/07/2025 cho mọi nơi tiếp nhận vì "sắp xếp chính quyền địa phương hai cấp"
    Và "UBND tỉnh Kiên Giang" thực hiện kỳ "6 tháng" vào ngày 04/07/2025
    Thì bị từ chối vì "việc đã bàn giao"
    Và người làm được là "UBND tỉnh An Giang"

  Kịch bản: Nhìn lại trước ngày bàn giao thì như trước
    Khi "Thủ tướng Chính phủ" bàn giao việc chưa xong của các cơ quan kết thúc trước ngày 01/07/2025 cho mọi nơi tiếp nhận vì "sắp xếp chính quyền địa phương hai cấp"
    Và xem lại cuối ngày 30/06/2025
    Thì lúc đó đợt triển khai có 204 nhiệm vụ
    Và "UBND tỉnh Kiên Giang" kỳ "6 tháng" ở trạng thái "đã có kế hoạch"

  Quy tắc: Nhiều nơi tiếp nhận thì cơ quan giao việc quyết định từng việc
    Kịch bản: Việc rõ nơi tiếp nhận thì bàn giao, việc có nhiều nơi thì chờ quyết định
      Khi "Thủ tướng Chính phủ" bàn giao việc chưa xong của các cơ quan kết thúc trước ngày 01/07/2025, hỏi cấp trên nếu có nhiều nơi tiếp nhận, vì "sắp xếp chính quyền địa phương hai cấp"
      Thì bàn giao 30 nhiệm vụ, miễn 20 nhiệm vụ, có 24 nhiệm vụ tiếp nhận
      Và có 1 nhiệm vụ chờ quyết định nơi tiếp nhận
      Và việc kỳ "6 tháng" của "UBND thành phố Thủ Đức" chờ "UBND Thành phố Hồ Chí Minh" chọn trong "ho-chi-minh.phuong-an-khanh, UBND phường Bình Trưng, ho-chi-minh.phuong-cat-lai, UBND phường Hiệp Bình, ho-chi-minh.phuong-linh-xuan, ho-chi-minh.phuong-long-binh, ho-chi-minh.phuong-long-phuoc, ho-chi-minh.phuong-long-truong, ho-chi-minh.phuong-phuoc-long, ho-chi-minh.phuong-tam-binh, UBND phường Tăng Nhơn Phú, UBND phường Thủ Đức"
      Và "UBND thành phố Thủ Đức" kỳ "6 tháng" ở trạng thái "đã giao"
      Và "UBND Thành phố Hồ Chí Minh" có 1 đề nghị phải quyết định

    Kịch bản: Hỏi một lần, không hỏi lại khi còn chờ
      Biết "Thủ tướng Chính phủ" đã bàn giao việc chưa xong của các cơ quan kết thúc trước ngày 01/07/2025, hỏi cấp trên nếu có nhiều nơi tiếp nhận, vì "sắp xếp chính quyền địa phương hai cấp"
      Khi "Thủ tướng Chính phủ" bàn giao việc chưa xong của các cơ quan kết thúc trước ngày 01/07/2025, hỏi cấp trên nếu có nhiều nơi tiếp nhận, vì "hỏi lại"
      Thì "UBND Thành phố Hồ Chí Minh" có 1 đề nghị phải quyết định

    Kịch bản: Quyết định chưa chuyển việc, lần bàn giao sau mới theo quyết định
      Biết "Thủ tướng Chính phủ" đã bàn giao việc chưa xong của các cơ quan kết thúc trước ngày 01/07/2025, hỏi cấp trên nếu có nhiều nơi tiếp nhận, vì "sắp xếp chính quyền địa phương hai cấp"
      Khi "UBND Thành phố Hồ Chí Minh" quyết định nơi tiếp nhận việc kỳ "6 tháng" của "UBND thành phố Thủ Đức" là "UBND phường Tăng Nhơn Phú" vì "nơi đặt trụ sở cũ"
      Thì "UBND thành phố Thủ Đức" kỳ "6 tháng" có tình trạng "đang thực hiện"
      Và đề nghị của "UBND thành phố Thủ Đức" kỳ "6 tháng" "đã được chấp thuận"
      Và "UBND Thành phố Hồ Chí Minh" có 0 đề nghị phải quyết định
      Khi "Thủ tướng Chính phủ" bàn giao việc chưa xong của các cơ quan kết thúc trước ngày 01/07/2025, hỏi cấp trên nếu có nhiều nơi tiếp nhận, vì "theo quyết định của Thành phố"
      Thì bàn giao 1 nhiệm vụ, miễn 0 nhiệm vụ, có 1 nhiệm vụ tiếp nhận
      Và việc kỳ "6 tháng" của "UBND thành phố Thủ Đức" đã bàn giao cho "UBND phường Tăng Nhơn Phú"

    Kịch bản: Quyết định cho nhiều nơi thì mỗi nơi làm một phần
      Biết "Thủ tướng Chính phủ" đã bàn giao việc chưa xong của các cơ quan kết thúc trước ngày 01/07/2025, hỏi cấp trên nếu có nhiều nơi tiếp nhận, vì "sắp xếp chính quyền địa phương hai cấp"
      Và "UBND Thành phố Hồ Chí Minh" đã quyết định nơi tiếp nhận việc kỳ "6 tháng" của "UBND thành phố Thủ Đức" là "UBND phường Tăng Nhơn Phú, UBND phường Cát Lái"
      Khi "Thủ tướng Chính phủ" bàn giao việc chưa xong của các cơ quan kết thúc trước ngày 01/07/2025, hỏi cấp trên nếu có nhiều nơi tiếp nhận, vì "theo quyết định của Thành phố"
      Thì việc kỳ "6 tháng" của "UBND thành phố Thủ Đức" đã bàn giao cho "UBND phường Tăng Nhơn Phú, UBND phường Cát Lái"

    Kịch bản: Quyết định không nơi nào tiếp nhận thì miễn
      Biết "Thủ tướng Chính phủ" đã bàn giao việc chưa xong của các cơ quan kết thúc trước ngày 01/07/2025, hỏi cấp trên nếu có nhiều nơi tiếp nhận, vì "sắp xếp chính quyền địa phương hai cấp"
      Khi "UBND Thành phố Hồ Chí Minh" quyết định không nơi nào tiếp nhận việc kỳ "6 tháng" của "UBND thành phố Thủ Đức" vì "đã báo cáo gộp về sở"
      Thì đề nghị của "UBND thành phố Thủ Đức" kỳ "6 tháng" "không được chấp thuận"
      Khi "Thủ tướng Chính phủ" bàn giao việc chưa xong của các cơ quan kết thúc trước ngày 01/07/2025, hỏi cấp trên nếu có nhiều nơi tiếp nhận, vì "theo quyết định của Thành phố"
      Thì "UBND thành phố Thủ Đức" kỳ "6 tháng" có tình trạng "được miễn"

    Kịch bản: Phải nêu nơi tiếp nhận
      Biết "Thủ tướng Chính phủ" đã bàn giao việc chưa xong của các cơ quan kết thúc trước ngày 01/07/2025, hỏi cấp trên nếu có nhiều nơi tiếp nhận, vì "sắp xếp chính quyền địa phương hai cấp"
      Khi "UBND Thành phố Hồ Chí Minh" quyết định nơi tiếp nhận việc kỳ "6 tháng" của "UBND thành phố Thủ Đức"
      Thì bị từ chối vì "chưa nêu nơi tiếp nhận"
      Và người làm được là "UBND Thành phố Hồ Chí Minh"

    Kịch bản: Chỉ chọn trong các nơi tiếp nhận theo danh mục cơ quan
      Biết "Thủ tướng Chính phủ" đã bàn giao việc chưa xong của các cơ quan kết thúc trước ngày 01/07/2025, hỏi cấp trên nếu có nhiều nơi tiếp nhận, vì "sắp xếp chính quyền địa phương hai cấp"
      Khi "UBND Thành phố Hồ Chí Minh" quyết định nơi tiếp nhận việc kỳ "6 tháng" của "UBND thành phố Thủ Đức" là "Sở Y tế Thành phố Hồ Chí Minh"
      Thì bị từ chối vì "không phải nơi tiếp nhận"

    Kịch bản: Cơ quan khác không quyết định thay
      Biết "Thủ tướng Chính phủ" đã bàn giao việc chưa xong của các cơ quan kết thúc trước ngày 01/07/2025, hỏi cấp trên nếu có nhiều nơi tiếp nhận, vì "sắp xếp chính quyền địa phương hai cấp"
      Khi "Sở Nội vụ Thành phố Hồ Chí Minh" quyết định nơi tiếp nhận việc kỳ "6 tháng" của "UBND thành phố Thủ Đức" là "UBND phường Tăng Nhơn Phú"
      Thì bị từ chối vì "không phải việc của cơ quan này"
      Và người làm được là "UBND Thành phố Hồ Chí Minh"

    Kịch bản: Không quyết định hai lần
      Biết "Thủ tướng Chính phủ" đã bàn giao việc chưa xong của các cơ quan kết thúc trước ngày 01/07/2025, hỏi cấp trên nếu có nhiều nơi tiếp nhận, vì "sắp xếp chính quyền địa phương hai cấp"
      Và "UBND Thành phố Hồ Chí Minh" đã quyết định nơi tiếp nhận việc kỳ "6 tháng" của "UBND thành phố Thủ Đức" là "UBND phường Tăng Nhơn Phú"
      Khi "UBND Thành phố Hồ Chí Minh" quyết định nơi tiếp nhận việc kỳ "6 tháng" của "UBND thành phố Thủ Đức" là "UBND phường Cát Lái"
      Thì bị từ chối vì "đề nghị đã được quyết định"

    Kịch bản: Bỏ lần bàn giao theo quyết định thì quyết định vẫn còn
      Biết "Thủ tướng Chính phủ" đã bàn giao việc chưa xong của các cơ quan kết thúc trước ngày 01/07/2025, hỏi cấp trên nếu có nhiều nơi tiếp nhận, vì "sắp xếp chính quyền địa phương hai cấp"
      Và "UBND Thành phố Hồ Chí Minh" đã quyết định nơi tiếp nhận việc kỳ "6 tháng" của "UBND thành phố Thủ Đức" là "UBND phường Tăng Nhơn Phú"
      Và "Thủ tướng Chính phủ" đã bàn giao việc chưa xong của các cơ quan kết thúc trước ngày 01/07/2025, hỏi cấp trên nếu có nhiều nơi tiếp nhận, vì "theo quyết định của Thành phố"
      Khi "Thủ tướng Chính phủ" bỏ lần chuyển đợt gần nhất vì "nhầm ngày"
      Thì "UBND thành phố Thủ Đức" kỳ "6 tháng" có tình trạng "đang thực hiện"
      Và đề nghị của "UBND thành phố Thủ Đức" kỳ "6 tháng" "đã được chấp thuận"
