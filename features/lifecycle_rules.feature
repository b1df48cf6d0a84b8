# language: vi
Tính năng: Vòng đời chuẩn, nói thành quy tắc
  Mỗi điều kiện trên đường chuyển của vòng đời, và ai được làm gì, là một điều giữ với mọi nhiệm vụ. Kịch bản ghi đủ việc
  để quy tắc có cái mà nói đến; chạy thử từ đó (`dondoc spec --explore`) tìm chuỗi việc phá quy tắc.

  Bối cảnh:
    Biết đợt triển khai năm 2023 của "ct-33-ttg-2021" đã được mở

  Quy tắc: Mỗi bước chỉ ở nhiệm vụ phải làm bước ấy, và theo thứ tự

    Kịch bản: Việc phải làm, và thứ tự các bước
      Biết mọi cơ quan được "kh-binh-dinh-2023" giao báo cáo kỳ "6 tháng" đều đã báo cáo
      Và "Sở Nội vụ tỉnh Bình Định" đã tổng hợp kỳ "6 tháng"
      Thì không nhiệm vụ nào lập kế hoạch khi không phải lập kế hoạch
      Và không nhiệm vụ nào thực hiện khi không phải thực hiện
      Và không nhiệm vụ nào báo cáo khi không phải báo cáo
      Và không nhiệm vụ nào tổng hợp khi không phải tổng hợp
      Và không nhiệm vụ nào thực hiện khi chưa lập kế hoạch
      Và không nhiệm vụ nào báo cáo khi chưa thực hiện
      Và không nhiệm vụ nào tổng hợp khi chưa báo cáo
      Và không cơ quan nào tổng hợp được khi còn đơn vị chưa báo cáo

    Kịch bản: Tổng hợp thiếu
      Biết mọi cơ quan được "kh-binh-dinh-2023" giao báo cáo kỳ "6 tháng" đều đã báo cáo, trừ "UBND huyện Tuy Phước"
      Khi "Sở Nội vụ tỉnh Bình Định" tổng hợp thiếu "UBND huyện Tuy Phước" kỳ "6 tháng" do "Chủ tịch UBND tỉnh" cho phép vì "bão lũ"
      Thì không nhiệm vụ nào tổng hợp thiếu khi không phải tổng hợp
      Và không nhiệm vụ nào tổng hợp thiếu khi chưa báo cáo
      Và không cơ quan nào tổng hợp thiếu khi các đơn vị đã báo cáo đủ

    Kịch bản: Trả lại báo cáo nào thì gửi lại báo cáo ấy
      Biết mọi cơ quan được "kh-binh-dinh-2023" giao báo cáo kỳ "6 tháng" đều đã báo cáo
      Và "Sở Nội vụ tỉnh Bình Định" đã tổng hợp kỳ "6 tháng"
      Khi "UBND tỉnh Bình Định" trả lại báo cáo tổng hợp của "Sở Nội vụ tỉnh Bình Định" kỳ "6 tháng" vì "thiếu phụ lục"
      Và "Sở Nội vụ tỉnh Bình Định" trả lại báo cáo riêng của "UBND huyện Tuy Phước" kỳ "6 tháng" vì "thiếu số liệu"
      Thì không nhiệm vụ nào bị trả lại báo cáo riêng khi chưa báo cáo
      Và không nhiệm vụ nào bị trả lại báo cáo tổng hợp khi chưa tổng hợp
      Và trả lại báo cáo riêng xong thì chưa báo cáo
      Và trả lại báo cáo tổng hợp xong thì chưa tổng hợp

  Quy tắc: Việc bên lề chỉ với nhiệm vụ chưa xong, và không làm sai bản tổng hợp đã gửi

    Kịch bản: Nhiệm vụ đã xong thì để yên
      Khi "UBND tỉnh Bình Định" ban hành "kh-binh-dinh-2023" số "45/KH-UBND" ngày 10/04/2023
      Và "UBND tỉnh Bình Định" gia hạn cho "UBND huyện Tuy Phước" kỳ "6 tháng" đến ngày 30/06/2023 vào ngày 15/06/2023 vì "bão lũ"
      Và "UBND tỉnh Bình Định" miễn cho "UBND huyện Hoài Ân" kỳ "6 tháng" vì "bão lũ"
      Và "UBND tỉnh Bình Định" hủy việc miễn cho "UBND huyện Hoài Ân" kỳ "6 tháng" vì "đã khắc phục xong"
      Và "UBND tỉnh Bình Định" tạm dừng việc của "UBND huyện Tuy Phước" kỳ "6 tháng" vì "sắp xếp lại"
      Và "UBND tỉnh Bình Định" cho tiếp tục việc của "UBND huyện Tuy Phước" kỳ "6 tháng" vì "đã sắp xếp xong"
      Và "UBND tỉnh Bình Định" làm "rút nhiệm vụ" kỳ "6 tháng" thay cho "UBND huyện An Lão" vì "không còn việc"
      Và "UBND tỉnh Bình Định" thu hồi "kh-binh-dinh-2023" vì "thay bằng kế hoạch khác"
      Thì không nhiệm vụ nào được gia hạn khi đã xong
      Và không nhiệm vụ nào được miễn khi đã xong
      Và không nhiệm vụ nào bị tạm dừng khi đã xong
      Và không nhiệm vụ nào bị rút nhiệm vụ khi đã xong
      Và không nhiệm vụ nào bị thu hồi khi đã xong
      Và không nhiệm vụ nào được miễn khi cấp trên đã tổng hợp mà không có nó
      Và không nhiệm vụ nào bị hủy việc miễn khi cấp trên đã tổng hợp mà không có nó

  Quy tắc: Nhiệm vụ không được tính thì không đi tiếp

    Khung kịch bản: Đang tạm dừng, được miễn hay đã thu hồi
      Biết mọi cơ quan được "kh-binh-dinh-2023" giao báo cáo kỳ "6 tháng" đều đã báo cáo, trừ "UBND huyện Tuy Phước"
      Khi "Sở Nội vụ tỉnh Bình Định" tổng hợp thiếu "UBND huyện Tuy Phước" kỳ "6 tháng" do "Chủ tịch UBND tỉnh" cho phép vì "bão lũ"
      Và "UBND tỉnh Bình Định" trả lại báo cáo tổng hợp của "Sở Nội vụ tỉnh Bình Định" kỳ "6 tháng" vì "thiếu phụ lục"
      Và "UBND huyện Tuy Phước" lập kế hoạch kỳ "6 tháng"
      Và "UBND huyện Tuy Phước" thực hiện kỳ "6 tháng"
      Và "UBND huyện Tuy Phước" báo cáo kỳ "6 tháng"
      Và "Sở Nội vụ tỉnh Bình Định" tổng hợp kỳ "6 tháng"
      Thì không nhiệm vụ nào lập kế hoạch khi <tình trạng>
      Và không nhiệm vụ nào thực hiện khi <tình trạng>
      Và không nhiệm vụ nào báo cáo khi <tình trạng>
      Và không nhiệm vụ nào tổng hợp khi <tình trạng>
      Và không nhiệm vụ nào tổng hợp thiếu khi <tình trạng>
      Và không nhiệm vụ nào bị trả lại khi <tình trạng>

      Dữ liệu:
        | tình trạng    |
        | đang tạm dừng |
        | được miễn     |
        | đã thu hồi    |

    Kịch bản: Từ tình trạng nào trở lại bằng việc ấy
      Khi "UBND tỉnh Bình Định" ban hành "kh-binh-dinh-2023" số "45/KH-UBND" ngày 10/04/2023
      Và "UBND tỉnh Bình Định" miễn cho "UBND huyện Hoài Ân" kỳ "6 tháng" vì "bão lũ"
      Và "UBND tỉnh Bình Định" hủy việc miễn cho "UBND huyện Hoài Ân" kỳ "6 tháng" vì "đã khắc phục xong"
      Và "UBND tỉnh Bình Định" tạm dừng việc của "UBND huyện Tuy Phước" kỳ "6 tháng" vì "sắp xếp lại"
      Và "UBND tỉnh Bình Định" cho tiếp tục việc của "UBND huyện Tuy Phước" kỳ "6 tháng" vì "đã sắp xếp xong"
      Thì không nhiệm vụ nào được hủy việc miễn khi đang thực hiện
      Và không nhiệm vụ nào được cho tiếp tục khi đang thực hiện
      Và miễn xong thì được miễn
      Và tạm dừng xong thì đang tạm dừng
      Và hủy việc miễn xong thì đang thực hiện
      Và cho tiếp tục xong thì đang thực hiện

  Quy tắc: Ai được làm gì

    Kịch bản: Cơ quan được giao làm, nơi nhận trả lại, nơi giao việc quyết định
      Biết mọi cơ quan được "kh-binh-dinh-2023" giao báo cáo kỳ "6 tháng" đều đã báo cáo, trừ "UBND huyện Tuy Phước, UBND huyện Hoài Ân"
      Khi "UBND huyện Tuy Phước" đề nghị gia hạn kỳ "6 tháng" đến ngày 30/06/2023 vào ngày 14/06/2023 vì "bão lũ"
      Và "UBND tỉnh Bình Định" gia hạn cho "UBND huyện Tuy Phước" kỳ "6 tháng" đến ngày 30/06/2023 vào ngày 15/06/2023 vì "bão lũ"
      Và "Sở Nội vụ tỉnh Bình Định" tổng hợp thiếu "UBND huyện Tuy Phước, UBND huyện Hoài Ân" kỳ "6 tháng" do "Chủ tịch UBND tỉnh" cho phép vì "bão lũ"
      Và "UBND tỉnh Bình Định" trả lại báo cáo tổng hợp của "Sở Nội vụ tỉnh Bình Định" kỳ "6 tháng" vì "thiếu phụ lục"
      Và "UBND tỉnh Bình Định" miễn cho "UBND huyện Hoài Ân" kỳ "6 tháng" vì "bão lũ"
      Và "UBND tỉnh Bình Định" hủy việc miễn cho "UBND huyện Hoài Ân" kỳ "6 tháng" vì "đã khắc phục xong"
      Và "UBND tỉnh Bình Định" tạm dừng việc của "UBND huyện Hoài Ân" kỳ "6 tháng" vì "sắp xếp lại"
      Và "UBND tỉnh Bình Định" cho tiếp tục việc của "UBND huyện Hoài Ân" kỳ "6 tháng" vì "đã sắp xếp xong"
      Và "UBND tỉnh Bình Định" làm "rút nhiệm vụ" kỳ "6 tháng" thay cho "UBND huyện Hoài Ân" vì "không còn việc"
      Và "Sở Nội vụ tỉnh Bình Định" chấp nhận báo cáo của "UBND huyện An Lão" kỳ "6 tháng"
      Và "UBND huyện Tuy Phước" lập kế hoạch kỳ "6 tháng"
      Và "UBND huyện Tuy Phước" thực hiện kỳ "6 tháng"
      Và "UBND huyện Tuy Phước" báo cáo kỳ "6 tháng"
      Và "Sở Nội vụ tỉnh Bình Định" tổng hợp kỳ "6 tháng"
      Và "UBND tỉnh Bình Định" thu hồi "kh-binh-dinh-2023" vì "thay bằng kế hoạch khác"
      Thì chỉ cơ quan được giao được lập kế hoạch
      Và chỉ cơ quan được giao được thực hiện
      Và chỉ cơ quan được giao được báo cáo
      Và chỉ cơ quan được giao được tổng hợp
      Và chỉ cơ quan được giao được tổng hợp thiếu
      Và chỉ cơ quan được giao được đề nghị gia hạn
      Và chỉ nơi nhận báo cáo được trả lại
      Và chỉ nơi nhận báo cáo được chấp nhận báo cáo
      Và chỉ nơi giao việc được gia hạn
      Và chỉ nơi giao việc hoặc nơi tổng hợp được miễn
      Và chỉ nơi giao việc được hủy việc miễn
      Và chỉ nơi giao việc được tạm dừng
      Và chỉ nơi giao việc được cho tiếp tục
      Và chỉ nơi giao việc được rút nhiệm vụ
      Và chỉ nơi giao việc được thu hồi
