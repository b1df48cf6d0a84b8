# language: vi
Tính năng: Ai được làm thay mặt cơ quan
  Thẩm quyền giao cho một người hoặc một chức vụ làm thay mặt cơ quan, từ ngày nào đến ngày nào, cho những việc nào, theo
  căn cứ nào (Nghị định 30/2020/NĐ-CP, Điều 13). Cơ quan chưa giao thẩm quyền cho ai thì tên người chỉ là lời khai.

  Bối cảnh:
    Biết đợt triển khai năm 2023 của "ct-33-ttg-2021" đã được mở vào ngày 05/04/2023
    Và hôm nay là ngày 21/06/2023
    Và "UBND tỉnh Bình Định" đã ban hành kế hoạch "kh-binh-dinh-2023" số "45/KH-UBND" ngày 10/04/2023

  Kịch bản: Người có thẩm quyền làm được, và lịch sử ghi theo thẩm quyền nào
    Biết "Phó Chủ tịch" được giao thẩm quyền của "UBND huyện Tuy Phước" từ ngày 01/05/2023
    Khi "UBND huyện Tuy Phước" lập kế hoạch kỳ "6 tháng" vào ngày 10/05/2023 do "Phó Chủ tịch" ký
    Thì dòng lịch sử cuối của "UBND huyện Tuy Phước" kỳ "6 tháng" ghi thẩm quyền của "Phó Chủ tịch"

  Khung kịch bản: Ngoài người, ngày hoặc việc được giao thì bị từ chối
    Biết "UBND huyện Tuy Phước" đã lập kế hoạch kỳ "6 tháng" vào ngày 20/04/2023
    Và "Phó Chủ tịch" được giao thẩm quyền của "UBND huyện Tuy Phước" chỉ để "<việc>" từ ngày 01/05/2023 đến ngày 31/05/2023
    Khi "UBND huyện Tuy Phước" <làm> kỳ "6 tháng" vào ngày <ngày> do "<người>" ký
    Thì bị từ chối vì "ngoài thẩm quyền"
    Và không có gì được ghi

    Dữ liệu:
      | việc      | làm       | ngày       | người        |
      | báo cáo   | thực hiện | 15/05/2023 | Phó Chủ tịch |
      | thực hiện | thực hiện | 15/06/2023 | Phó Chủ tịch |
      | thực hiện | thực hiện | 15/05/2023 | Văn thư      |

  Kịch bản: Hết thẩm quyền thì thôi, việc đã ghi vẫn đúng
    Biết "Phó Chủ tịch" được giao thẩm quyền của "UBND huyện Tuy Phước" từ ngày 01/05/2023
    Khi "UBND huyện Tuy Phước" lập kế hoạch kỳ "6 tháng" vào ngày 10/05/2023 do "Phó Chủ tịch" ký
    Và chấm dứt thẩm quyền của "Phó Chủ tịch" ở "UBND huyện Tuy Phước" sau ngày 31/05/2023
    Và "UBND huyện Tuy Phước" thực hiện kỳ "6 tháng" vào ngày 15/06/2023 do "Phó Chủ tịch" ký
    Thì bị từ chối vì "ngoài thẩm quyền"
    Và "UBND huyện Tuy Phước" kỳ "6 tháng" ở trạng thái "đã có kế hoạch"

  Kịch bản: Cơ quan chưa giao thẩm quyền cho ai thì không bị chặn
    Biết "Phó Chủ tịch" được giao thẩm quyền của "UBND huyện Tuy Phước" từ ngày 01/05/2023
    Khi "UBND huyện Hoài Ân" lập kế hoạch kỳ "6 tháng" vào ngày 10/05/2023
    Thì "UBND huyện Hoài Ân" kỳ "6 tháng" ở trạng thái "đã có kế hoạch"

  Kịch bản: Cấp trên nhập thay báo cáo giấy, và điều đó luôn được ghi rõ
    Khi "UBND tỉnh Bình Định" nhập thay "UBND huyện Tuy Phước" việc "lập kế hoạch" kỳ "6 tháng" vào ngày 10/05/2023
    Thì dòng lịch sử cuối của "UBND huyện Tuy Phước" kỳ "6 tháng" là việc của "UBND tỉnh Bình Định"
    Và dòng lịch sử cuối của "UBND huyện Tuy Phước" kỳ "6 tháng" ghi là nhập thay "UBND huyện Tuy Phước"

  Kịch bản: Không phải cấp trên thì không nhập thay được
    Khi "Sở Nội vụ tỉnh Bình Định" nhập thay "UBND huyện Tuy Phước" việc "lập kế hoạch" kỳ "6 tháng"
    Thì bị từ chối vì "không được nhập thay"
    Và không có gì được ghi

  Kịch bản: Nhập bù kỳ đã qua không phải là ghi muộn
    Khi nhập bù các việc sau vì "nhập sổ giấy năm trước":
      | cơ quan              | kỳ      | hành động    | ngày       |
      | UBND huyện Tuy Phước | 6 tháng | lập kế hoạch | 10/05/2023 |
      | UBND huyện Tuy Phước | 6 tháng | thực hiện    | 20/05/2023 |
    Thì 5 việc được ghi, 0 dòng bị từ chối
    Và có 5 dòng nhập bù thuộc "UBND huyện Tuy Phước"
