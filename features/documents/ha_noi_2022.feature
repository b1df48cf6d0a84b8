# language: vi
Tính năng: Kế hoạch dân vận năm 2022 của Thành phố Hà Nội
  Sở, ngành, quận, huyện báo cáo Thành phố qua Sở Nội vụ và Văn phòng UBND, "theo quy định".

  Bối cảnh:
    Biết đợt triển khai năm 2022 của "ct-33-ttg-2021" đã được mở

  Quy tắc: Kế hoạch chờ số và ngày, và chỉ cho năm 2022

    Kịch bản: Chờ ban hành
      Thì văn bản "kh-ha-noi-2022" chờ ban hành
      Và "ha-noi.ban-dan-toc" kỳ "một lần" ở trạng thái "chờ văn bản"
      Và kiểm tra "kh-ha-noi-2022" thấy "missing-number" ở "đầu văn bản"
      Và kiểm tra "kh-ha-noi-2022" thấy "missing-date" ở "đầu văn bản"

    Kịch bản: Năm 2023 kế hoạch hết hiệu lực
      Biết đợt triển khai năm 2023 của "ct-33-ttg-2021" đã được mở
      Thì văn bản "kh-ha-noi-2022" không có trong đợt triển khai

  Quy tắc: Không nêu kỳ, không nêu ngày, nên chỉ có một lần và không bao giờ quá hạn (III.3 ý 3)

    Kịch bản: Một lần, qua hai nơi tổng hợp
      Thì "ha-noi.ban-dan-toc" kỳ "một lần" không có hạn
      Và "Sở Nội vụ Thành phố Hà Nội" kỳ "một lần" không có hạn tổng hợp
      Và báo cáo của "ha-noi.ban-dan-toc" kỳ "một lần" do "ha-noi.so-noi-vu, ha-noi.van-phong-ubnd" tổng hợp
      Và kiểm tra "kh-ha-noi-2022" thấy "several-consolidators" ở "III.3 ý 3"
      Và kiểm tra "kh-ha-noi-2022" thấy "no-period" ở "III.3 ý 3"
      Và kiểm tra "kh-ha-noi-2022" thấy "unresolved-reference" ở "III.3 ý 3"

    Kịch bản: Một báo cáo gỡ cả hai nơi tổng hợp
      Biết mọi cơ quan được "kh-ha-noi-2022" giao báo cáo kỳ "một lần" đều đã báo cáo, trừ "ha-noi.ban-dan-toc"
      Thì điểm nghẽn của "Sở Nội vụ Thành phố Hà Nội" kỳ "một lần" là "ha-noi.ban-dan-toc"
      Và điểm nghẽn của "Văn phòng UBND Thành phố Hà Nội" kỳ "một lần" là "ha-noi.ban-dan-toc"
      Và "ha-noi.ban-dan-toc" đang chặn 2 báo cáo tổng hợp kỳ "một lần"
      Biết "ha-noi.ban-dan-toc" đã thực hiện kỳ "một lần"
      Khi "ha-noi.ban-dan-toc" báo cáo kỳ "một lần"
      Thì các báo cáo tổng hợp hết bị chặn là "ha-noi.so-noi-vu, ha-noi.van-phong-ubnd"

  Quy tắc: Phòng Nội chính thuộc Văn phòng UBND có chế độ thông tin báo cáo riêng (III.3 ý 1)

    Kịch bản: Một báo cáo không nêu kỳ, không nêu ngày, không nêu nơi nhận
      Thì "ha-noi.van-phong-ubnd" kỳ "một lần" chủ đề "thuong-truc" phải làm "thực hiện, báo cáo"
      Và "ha-noi.van-phong-ubnd" kỳ "một lần" chủ đề "thuong-truc" không có hạn
      Và kiểm tra "kh-ha-noi-2022" thấy "reading" ở "III.3 ý 1"
      Và kiểm tra "kh-ha-noi-2022" thấy "unresolved-reference" ở "III.3 ý 1"
      Và kiểm tra "kh-ha-noi-2022" thấy "no-period" ở "III.3 ý 1"
      Biết "UBND Thành phố Hà Nội" đã ban hành "kh-ha-noi-2022" số "1/KH-UBND" ngày 20/01/2022
      Khi "ha-noi.van-phong-ubnd" lập kế hoạch kỳ "một lần" chủ đề "thuong-truc"
      Thì bị từ chối vì "không phải làm việc này"

    Kịch bản: Quận, huyện, thị xã cùng tuyên truyền
      Thì kiểm tra "kh-ha-noi-2022" thấy "reading" ở "III.2"

  Quy tắc: Những đơn vị văn bản không kể tên thì không biết là ai

    Kịch bản: Hai chỗ không kể tên
      Thì kiểm tra "kh-ha-noi-2022" thấy "open-assignees" ở "III.1"
      Và kiểm tra "kh-ha-noi-2022" thấy "open-assignees" ở "III.2"
