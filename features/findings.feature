# language: vi
Tính năng: Mâu thuẫn trong các văn bản được thấy trước khi mở đợt
  Hạn của mỗi cấp phải được nêu và khớp với cấp trên (Nghị định 09/2019/NĐ-CP, Điều 8 khoản 5).

  Kịch bản: Kế hoạch của Bình Định năm 2023
    Thì kiểm tra "kh-binh-dinh-2023" thấy "deadline-inversion" ở "III.2.b"
    Và kiểm tra "kh-binh-dinh-2023" thấy "missing-number"
    Và kiểm tra "kh-binh-dinh-2023" thấy "missing-date"
    Và kiểm tra "kh-binh-dinh-2023" thấy "unconsumed-report" ở "III.1.a"
    Và kiểm tra "kh-binh-dinh-2023" thấy "due-on-day-off" ở "III.2.b"
    Và kiểm tra "kh-binh-dinh-2023" không thấy "consolidation-without-inputs"

  Kịch bản: Công văn 1432 của Bộ Nội vụ
    Thì kiểm tra "cv-1432-bnv-2023" thấy "closing-gap" ở "mục 2"
    Và kiểm tra "cv-1432-bnv-2023" thấy "period-not-over" ở "mục 2"
    Và kiểm tra "cv-1432-bnv-2023" không thấy "deadline-inversion"

  Khung kịch bản: Các văn bản khác
    Thì kiểm tra "<văn bản>" thấy "<quy tắc>" ở "<chỗ>"

    Dữ liệu:
      | văn bản           | quy tắc              | chỗ            |
      | kh-246-tphcm-2022 | period-not-over      | III.1 ý 2      |
      | kh-246-tphcm-2022 | due-on-day-off       | III.1 ý 2      |
      | kh-246-tphcm-2022 | no-due-date          | III.1 ý 2      |
      | kh-246-tphcm-2022 | no-due-date          | III.2.a        |
      | kh-246-tphcm-2022 | no-due-date          | III.2.c        |
      | kh-246-tphcm-2022 | no-due-date          | III.2.d        |
      | kh-246-tphcm-2022 | no-due-date          | III.2.đ        |
      | kh-246-tphcm-2022 | unresolved-reference | III.2.b        |
      | kh-quan-10-2024   | no-due-date          | III.9 đoạn cuối |
      | kh-quan-10-2024   | no-due-date          | III.1 đoạn 2   |
      | kh-quan-10-2024   | no-due-date          | III.1 đoạn 3   |
      | kh-quan-10-2024   | no-due-date          | III.3          |
      | kh-quan-10-2024   | reading              | III.9 đoạn cuối |
      | kh-quan-10-2024   | open-assignees       | III.9 đoạn 2   |

  Kịch bản: Mỗi phát hiện nói rõ nặng đến đâu và theo quy định nào
    Thì kiểm tra "kh-binh-dinh-2023" thấy "deadline-inversion" là "cảnh báo" theo "Nghị định 09/2019/NĐ-CP"
    Và kiểm tra "cv-1432-bnv-2023" thấy "reading" là "lưu ý"

  Kịch bản: Chỉ phát hiện của các văn bản trong đợt mới được ghi kèm
    Biết đợt triển khai năm 2023 của "ct-33-ttg-2021" đã được mở
    Thì đợt triển khai ghi kèm phát hiện "deadline-inversion"
    Và đợt triển khai không ghi kèm phát hiện "several-consolidators"
