# language: vi
Tính năng: Làm nhiều việc một lượt
  Một bảng việc được ghi cả hoặc không ghi gì; hoặc bỏ qua dòng sai và ghi các dòng đúng.

  Bối cảnh:
    Biết đợt triển khai năm 2023 của "ct-33-ttg-2021" đã được mở vào ngày 05/04/2023
    Và hôm nay là ngày 30/05/2023
    Và các việc sau đã làm:
      | cơ quan             | kỳ      | hành động    | ngày       |
      | UBND tỉnh Hà Giang  | 6 tháng | lập kế hoạch | 20/04/2023 |
      | UBND tỉnh Hà Giang  | 6 tháng | thực hiện    | 15/05/2023 |
      | UBND tỉnh Cao Bằng  | 6 tháng | lập kế hoạch | 21/04/2023 |

  Kịch bản: Một dòng sai thì không ghi gì
    Khi làm các việc sau:
      | cơ quan            | kỳ      | hành động | ngày       | số văn bản |
      | UBND tỉnh Hà Giang | 6 tháng | báo cáo   | 25/05/2023 | 301/BC     |
      | UBND tỉnh Cao Bằng | 6 tháng | báo cáo   | 25/05/2023 | 77/BC      |
    Thì 0 việc được ghi, 1 dòng bị từ chối
    Và dòng 2 bị từ chối vì "không đúng trạng thái"
    Và "UBND tỉnh Hà Giang" kỳ "6 tháng" ở trạng thái "đã thực hiện"

  Kịch bản: Bỏ qua dòng sai thì dòng đúng được ghi
    Khi làm các việc sau, bỏ qua dòng bị từ chối:
      | cơ quan            | kỳ      | hành động | ngày       | số văn bản |
      | UBND tỉnh Hà Giang | 6 tháng | báo cáo   | 25/05/2023 | 301/BC     |
      | UBND tỉnh Cao Bằng | 6 tháng | báo cáo   | 25/05/2023 | 77/BC      |
    Thì 1 việc được ghi, 1 dòng bị từ chối
    Và "UBND tỉnh Hà Giang" kỳ "6 tháng" ở trạng thái "đã báo cáo"
    Và dòng lịch sử cuối của "UBND tỉnh Hà Giang" kỳ "6 tháng" ghi văn bản số "301/BC"
    Và thời hạn của "UBND tỉnh Hà Giang" kỳ "6 tháng" là "xong đúng hạn"

  Kịch bản: Dòng sau làm tiếp dòng trước
    Khi làm các việc sau:
      | cơ quan            | kỳ      | hành động | ngày       |
      | UBND tỉnh Cao Bằng | 6 tháng | thực hiện | 24/05/2023 |
      | UBND tỉnh Cao Bằng | 6 tháng | báo cáo   | 25/05/2023 |
    Thì 2 việc được ghi, 0 dòng bị từ chối
    Và "UBND tỉnh Cao Bằng" còn 1 việc phải làm

  Kịch bản: Ghi lại cùng một khóa thì không ghi hai lần
    Biết các việc sau đã làm:
      | cơ quan            | kỳ      | hành động | ngày       | khóa chống trùng |
      | UBND tỉnh Hà Giang | 6 tháng | báo cáo   | 25/05/2023 | lần-1            |
    Khi làm các việc sau:
      | cơ quan            | kỳ      | hành động | ngày       | khóa chống trùng |
      | UBND tỉnh Hà Giang | 6 tháng | báo cáo   | 25/05/2023 | lần-1            |
    Thì việc đó đã được ghi từ trước
    Và 0 việc được ghi, 0 dòng bị từ chối

  Kịch bản: Một khóa không dùng cho hai việc
    Biết các việc sau đã làm:
      | cơ quan            | kỳ      | hành động | ngày       | khóa chống trùng |
      | UBND tỉnh Hà Giang | 6 tháng | báo cáo   | 25/05/2023 | lần-1            |
    Khi làm các việc sau:
      | cơ quan            | kỳ      | hành động | ngày       | khóa chống trùng |
      | UBND tỉnh Cao Bằng | 6 tháng | thực hiện | 25/05/2023 | lần-1            |
    Thì dòng 1 bị từ chối vì "khóa chống trùng đã dùng cho việc khác"

  Kịch bản: Nhiệm vụ được giao theo văn bản, không giao riêng từng việc
    Khi làm các việc sau:
      | cơ quan              | kỳ      | hành động | cơ quan làm         |
      | UBND huyện Tuy Phước | 6 tháng | ban hành  | UBND tỉnh Bình Định |
    Thì dòng 1 bị từ chối vì "nhiệm vụ được giao theo văn bản"

  Kịch bản: Sửa nguyên nhân rồi làm lại đúng những dòng bị từ chối
    Khi làm các việc sau, bỏ qua dòng bị từ chối:
      | cơ quan            | kỳ      | hành động | ngày       | số văn bản |
      | UBND tỉnh Hà Giang | 6 tháng | báo cáo   | 25/05/2023 | 301/BC     |
      | UBND tỉnh Cao Bằng | 6 tháng | báo cáo   | 25/05/2023 | 77/BC      |
    Thì 1 việc được ghi, 1 dòng bị từ chối
    Khi "UBND tỉnh Cao Bằng" thực hiện kỳ "6 tháng" vào ngày 24/05/2023
    Và làm lại các dòng bị từ chối
    Thì 1 việc được ghi, 0 dòng bị từ chối
    Và "UBND tỉnh Cao Bằng" kỳ "6 tháng" ở trạng thái "đã báo cáo"

  Kịch bản: Làm lại cả bảng thì không ghi gì hai lần
    Khi làm các việc sau:
      | cơ quan            | kỳ      | hành động | ngày       | số văn bản |
      | UBND tỉnh Hà Giang | 6 tháng | báo cáo   | 25/05/2023 | 301/BC     |
    Thì 1 việc được ghi, 0 dòng bị từ chối
    Khi làm lại đúng bảng việc ấy
    Thì việc đó đã được ghi từ trước
    Và không có gì được ghi

  Kịch bản: Miễn, gia hạn, trả lại cũng ghi được theo bảng, mỗi dòng đủ điều phải nêu
    Khi làm các việc sau:
      | cơ quan            | kỳ      | hành động       | cơ quan làm | ngày       | hạn mới    | báo cáo | người ký            | lý do         |
      | UBND tỉnh Hà Giang | 6 tháng | gia hạn         | Bộ Nội vụ   | 20/05/2023 | 15/06/2023 |         | Bộ trưởng Bộ Nội vụ | bão lũ        |
      | UBND tỉnh Cao Bằng | 6 tháng | miễn            | Bộ Nội vụ   | 20/05/2023 |            |         | Bộ trưởng Bộ Nội vụ | bão lũ        |
    Thì 2 việc được ghi, 0 dòng bị từ chối
    Và dòng lịch sử cuối của "UBND tỉnh Hà Giang" kỳ "6 tháng" ghi hạn đổi từ ngày 29/05/2023 thành ngày 15/06/2023
    Và dòng lịch sử cuối của "UBND tỉnh Cao Bằng" kỳ "6 tháng" là việc của "Bộ Nội vụ" do "Bộ trưởng Bộ Nội vụ" ký

  Kịch bản: Nêu điều không cần thì bị từ chối, để không ai tưởng điều ấy đã được ghi
    Khi làm các việc sau:
      | cơ quan            | kỳ      | hành động | cơ quan làm | hạn mới    | lý do  |
      | UBND tỉnh Hà Giang | 6 tháng | miễn      | Bộ Nội vụ   | 15/06/2023 | bão lũ |
    Thì dòng 1 bị từ chối vì "nêu điều không cần"
    Và không có gì được ghi

  Kịch bản: Bảng lập trước khi có người khác ghi thì không ghi đè
    Khi lập bảng theo dõi
    Và "UBND tỉnh Hà Giang" báo cáo kỳ "6 tháng" vào ngày 25/05/2023
    Và làm các việc sau theo bảng đã lập:
      | cơ quan            | kỳ      | hành động | ngày       |
      | UBND tỉnh Hà Giang | 6 tháng | báo cáo   | 26/05/2023 |
      | UBND tỉnh Cao Bằng | 6 tháng | thực hiện | 26/05/2023 |
    Thì dòng 1 bị từ chối vì "đã có thay đổi từ khi lập bảng"
    Và 0 việc được ghi, 1 dòng bị từ chối
    Và "UBND tỉnh Cao Bằng" kỳ "6 tháng" ở trạng thái "đã có kế hoạch"

  Kịch bản: Hai dòng của cùng một bảng không cản nhau
    Khi lập bảng theo dõi
    Và làm các việc sau theo bảng đã lập:
      | cơ quan            | kỳ      | hành động | ngày       |
      | UBND tỉnh Cao Bằng | 6 tháng | thực hiện | 26/05/2023 |
      | UBND tỉnh Cao Bằng | 6 tháng | báo cáo   | 27/05/2023 |
    Thì 2 việc được ghi, 0 dòng bị từ chối
