"""The rules' pages in Vietnamese: what each finds, why it matters, an example, how to mend it.

The docstring of a rule is its English page; a test holds that each rule has both.
"""

from __future__ import annotations

from typing import NamedTuple


class Page(NamedTuple):
    """A rule explained to whoever writes or reads documents."""

    means: str
    why: str
    example: str
    mend: str

    def __str__(self) -> str:
        return f"{self.means}\n\nVì sao: {self.why}\nVí dụ: {self.example}\nCách sửa: {self.mend}"


PAGES = {
    "A101": Page(
        "Văn bản nêu một cơ quan không có trong danh bạ, hoặc một vai trò mà không đúng một cơ quan nào đảm nhận.",
        "nhiệm vụ không có cơ quan thì không ai làm được.",
        "`via: so-noi-vu`: tỉnh nào cũng có; của cơ quan ban hành là `binh-dinh.so-noi-vu`.",
        "ghi khóa như `dondoc agencies` cho thấy, hoặc thêm cơ quan vào thư mục `agencies/` của mình.",
    ),
    "A102": Page(
        "Văn bản nêu một cơ quan đã giải thể, sáp nhập, hoặc chưa thành lập vào năm của đợt triển khai.",
        "giao việc cho cơ quan không còn thì không có ai nhận; phải giao lại cho cơ quan kế thừa.",
        "`who: ho-chi-minh.quan-10` năm 2026; quận kết thúc ngày 30/06/2025.",
        "cho văn bản hết hiệu lực (`applies: {from, until}`), hoặc viết văn bản nêu cơ quan kế thừa.",
    ),
    "A201": Page(
        "Cách chọn cơ quan không khớp với cơ quan nào vào ngày được tính.",
        "văn bản giao việc mà không ai phải làm.",
        "`who: {kind: ward, under: binh-dinh.so-noi-vu}`.",
        "sửa loại hoặc địa bàn; những ai không liệt kê được thì ghi `{open: …}`.",
    ),
    "A202": Page(
        "`except` nêu một cơ quan vốn không nằm trong số được chọn.",
        "thường là gõ sai khóa; cơ quan định loại ra vẫn bị giao việc.",
        "`{kind: district, under: ho-chi-minh, except: quan-10}`, lẽ ra là `ho-chi-minh.quan-10`.",
        "ghi khóa như `dondoc agencies` cho thấy.",
    ),
    "A203": Page(
        "Văn bản nói giao cho bao nhiêu cơ quan, còn danh bạ có số khác vào ngày đó.",
        "sau sáp nhập, kế hoạch chép từ năm trước giao cho cơ quan không còn.",
        "`{kind: ward, under: ho-chi-minh.quan-10, count: 14}` ngày 01/01/2025, khi còn 11 phường.",
        "sửa `count` hoặc cách chọn.",
    ),
    "A204": Page(
        "Văn bản giao việc cho cơ quan không thuộc quyền của cơ quan ban hành.",
        "mệnh lệnh chỉ có hiệu lực trong phạm vi của mình; ngoài phạm vi chỉ là đề nghị.",
        "kế hoạch của Bình Định giao việc cho `ha-noi.so-noi-vu`.",
        "sửa khóa; nếu chỉ là phối hợp thì bỏ khỏi `who` hoặc ghi vào `with`.",
    ),
    "A301": Page(
        "Người phải làm được nêu bằng lời không liệt kê được, hoặc bằng phụ lục không có trong hồ sơ.",
        "không sinh nhiệm vụ, nên không con số nào đếm họ.",
        "`who: {open: các đơn vị liên quan}`.",
        "nêu tên các cơ quan nếu biết.",
    ),
    "T101": Page(
        "Có báo cáo hoặc việc tổng hợp mà không văn bản nào đang có hiệu lực nêu hạn.",
        "báo cáo qua nhiều cấp thì phải nêu hạn của từng cấp; việc không có hạn thì không bao giờ trễ.",
        "`due: {H1: none}`.",
        "nêu ngày; trước đó nhiệm vụ vẫn được theo dõi nhưng không tính trễ.",
    ),
    "T102": Page(
        "Báo cáo “định kỳ” mà nơi tổng hợp và cấp trên đều không nói kỳ nào.",
        "không có kỳ thì không ai biết khi nào đến hạn, khi nào thiếu.",
        "`due: {unspecified: {as: theo quy định}}` trong kế hoạch không có văn bản cấp trên.",
        "nêu kỳ.",
    ),
    "T401": Page(
        "Một ngày chỉ dùng một lần lại đứng trước ngày của chính văn bản.",
        "trễ từ trước khi có người biết.",
        "kế hoạch ngày 10/4 đòi báo cáo trước ngày 20/3 cùng năm.",
        "sửa ngày, hoặc bỏ kỳ đó.",
    ),
    "T402": Page(
        "Ngày cuối còn đúng hạn là thứ Bảy, Chủ nhật hoặc ngày lễ.",
        "hiểu chặt thì phải nộp từ ngày làm việc trước đó, nhiều nơi lại hiểu là được lùi; luật dời thời hạn dân sự, "
        "nhưng không nói gì về ngày ghi trong công văn.",
        "`before: 2023-03-20` kết thúc vào Chủ nhật 19/03/2023.",
        "chọn ngày làm việc, hoặc ghi `roll: next_working_day`.",
    ),
    "T403": Page(
        "Báo cáo định kỳ đến hạn trước ngày chốt số liệu của kỳ.",
        "số liệu 6 tháng chốt ngày 14/6, năm chốt ngày 14/12; nộp sớm hơn thì phần còn lại phải ước.",
        "báo cáo 6 tháng `before: 30/5`.",
        "dời hạn, hoặc ghi ngày chốt riêng của văn bản bằng `data_to`.",
    ),
    "T404": Page(
        "Từ ngày chốt số liệu đến hạn không đủ một ngày làm việc.",
        "phải có ít nhất một ngày làm việc ở giữa.",
        "báo cáo năm `before: 15/12`: ngày cuối đúng hạn chính là ngày chốt 14/12.",
        "dời hạn đến ngày làm việc thứ hai sau ngày chốt hoặc muộn hơn.",
    ),
    "T405": Page(
        "Văn bản nhắc lại báo cáo của chính cơ quan ban hành lên trên với ngày khác văn bản yêu cầu.",
        "một báo cáo hai hạn; ai theo hạn sai thì trễ.",
        "Bộ yêu cầu tỉnh nộp trước 30/5, kế hoạch của tỉnh ghi 15/6.",
        "dùng hạn của cấp trên, tốt nhất bằng `due: {as: KHÓA}`.",
    ),
    "T406": Page(
        "Đầu vào đến hạn sau hạn tổng hợp gần nhất có ngày ở trên, nhìn xuyên qua các tầng không có ngày.",
        "hạn của mỗi cấp phải được nêu và khớp với cấp trên.",
        "sở, huyện nộp trước 20/6, tỉnh phải nộp Bộ trước 30/5, ở giữa là sở không có hạn.",
        "dời hạn của đầu vào lên trước hạn tổng hợp.",
    ),
    "T407": Page(
        "Một ngày cụ thể nằm ngoài năm mà văn bản áp dụng.",
        "hầu như luôn là gõ sai năm.",
        "`before: 2032-06-20` trong kế hoạch có `applies: {year: 2023}`.",
        "sửa năm; ngày đầu năm sau thì không bị nêu.",
    ),
    "D101": Page(
        "Bản lưu không có số.",
        "văn bản được nhận biết bằng số, ngày, cơ quan ban hành; thiếu thì nhiệm vụ chưa bắt đầu.",
        "`number: {missing: số để trống, printed: /KH-UBND}`.",
        "điền khi có bản đóng dấu, hoặc ghi khi chạy bằng `draft_plan --document` hay `release`.",
    ),
    "D102": Page(
        "Bản lưu không có ngày.",
        "không biết việc được giao từ ngày nào, hạn có đứng trước ngày văn bản hay không.",
        "`date: {missing: ngày tháng để trống, not_before: 2023-02-20}`.",
        "điền khi có bản đóng dấu, hoặc ghi khi chạy.",
    ),
    "D103": Page(
        "Hạn được dẫn chiếu (“theo quy định”, hoặc một văn bản không có trong hồ sơ) và không dẫn tới ngày nào.",
        "phải nêu hạn của từng cấp.",
        "`due: {as: theo quy định}` khi không văn bản nào nêu hạn báo cáo đó.",
        "ghi ngày, hoặc thêm văn bản có ngày vào hồ sơ.",
    ),
    "D104": Page(
        "Một dữ kiện được hiểu theo một cách trong khi câu chữ cho phép cách khác.",
        "chỉ điều văn bản chắc chắn yêu cầu mới là việc phải làm; ai hiểu khác cần thấy chỗ đã chọn.",
        "“hàng quý” đứng cạnh 6 tháng, 9 tháng và năm: chỉ quý I là chắc chắn.",
        "không cần, trừ khi cơ quan ban hành nói khác; giữ `reading` với lý do.",
    ),
    "D105": Page(
        "Dấu `#` sau chữ trong `at`, `title`, `content`, `number`, `printed` mở đầu một chú thích.",
        "phần sau “ #” bị bỏ mà không báo; trích dẫn hoặc số văn bản mất đuôi.",
        "`at: mục 3 # cuối`.",
        "đặt chữ trong ngoặc kép, hoặc đưa chú thích xuống dòng riêng.",
    ),
    "D201": Page(
        "Một văn bản giao cho một cơ quan hai việc cùng kỳ mà không phân biệt.",
        "khóa nhiệm vụ là kỳ, cơ quan và chủ đề; hai việc cùng khóa không theo dõi riêng được.",
        "việc thứ hai cho cùng các sở, lại không có `topic`.",
        "đặt `topic` cho việc thứ hai, hoặc gộp lại.",
    ),
    "D106": Page(
        "Hạn (`as`) hoặc chỗ dẫn (`at: KHÓA#MỤC`) nêu một văn bản bằng khóa mà không văn bản nào có.",
        "hạn của văn bản ấy không được dùng, và không ai tra được chỗ dẫn.",
        "`due: {as: cv-1432-bnv-2032}`, lẽ ra là `cv-1432-bnv-2023`.",
        "sửa khóa; văn bản không có trong hồ sơ thì ghi số như in.",
    ),
    "D202": Page(
        "Căn cứ hoặc đề cương nêu một văn bản bằng khóa mà không văn bản nào có.",
        "kế hoạch gõ sai khóa của chỉ thị thì lặng lẽ nằm ngoài đợt, và khi mở đợt sẽ thiếu nó.",
        "`implements: [ct-34-ttg-2021]`, lẽ ra là `ct-33-ttg-2021`; khi mở đợt của chỉ thị này cũng được báo.",
        "sửa khóa; văn bản không có trong hồ sơ thì ghi `{number, date, issuer}`.",
    ),
    "G101": Page(
        "Các báo cáo tổng hợp chờ nhau thành vòng, hoặc các văn bản thực hiện nhau thành vòng.",
        "đợt như vậy không bao giờ xong. Báo cáo của chính cơ quan khác báo cáo tổng hợp: hai nơi tổng hợp báo cáo cho "
        "nhau như hai cơ quan thì không phải vòng.",
        "sở A tổng hợp gửi sở B, sở B tổng hợp gửi sở A.",
        "sửa nơi nhận của một bên.",
    ),
    "G102": Page(
        "Báo cáo không nói gửi ai, qua ai, và văn bản không có đúng một nơi tổng hợp.",
        "không ai chờ nó, cũng không ai biết nó thiếu.",
        "`report: {due: {H1: none}}` trong văn bản không có `consolidates`.",
        "ghi `to` (và `via`), hoặc nêu nơi tổng hợp.",
    ),
    "G201": Page(
        "Nơi nhận kế tiếp có nhiệm vụ trong đợt, nhưng không có nhiệm vụ ở kỳ của báo cáo.",
        "cấp dưới phải làm việc mà cấp trên không yêu cầu; việc ấy không chặn ai.",
        "tỉnh thu báo cáo quý, bộ chỉ yêu cầu 6 tháng và năm.",
        "nếu tỉnh cần cho mình thì ghi nhận (`acknowledged`); nếu không thì bỏ kỳ.",
    ),
    "G202": Page(
        "Cơ quan có thu báo cáo lại bị yêu cầu một kỳ mà mình không thu.",
        "báo cáo kỳ đó không có căn cứ.",
        "bộ yêu cầu 6 tháng; tỉnh chỉ thu theo quý và năm.",
        "thêm kỳ đó vào kế hoạch của tỉnh.",
    ),
    "G203": Page(
        "Cơ quan được giao tổng hợp, mà không ai được giao báo cáo cho cơ quan đó ở kỳ ấy.",
        "“tổng hợp báo cáo” mà không có ai báo cáo thì không kiểm tra được; lúc nào cũng tổng hợp được.",
        "UBND tỉnh chuyển công văn của bộ cho một sở và không nêu ai báo cáo cho sở.",
        "nêu ai báo cáo; nếu chỉ những người không liệt kê được báo cáo thì không bị nêu.",
    ),
    "G204": Page(
        "Một báo cáo đi qua nhiều cơ quan cùng được giao tổng hợp.",
        "cả hai cùng chờ một báo cáo và cùng gửi báo cáo tổng hợp; hai bản có thể khác nhau.",
        "báo cáo của các sở đi qua cả Sở Nội vụ và Văn phòng UBND.",
        "nêu một nơi, hoặc chia kỳ, chia chủ đề.",
    ),
    "G205": Page(
        "Báo cáo đi qua một cơ quan mà không văn bản nào giao cơ quan ấy tổng hợp ở kỳ đó.",
        "“qua Sở X” chỉ là nơi chuyển, không phải việc được giao; cấp trên không thể chờ báo cáo không ai phải làm.",
        "`via: binh-dinh.so-noi-vu` mà không có mục `consolidates`.",
        "thêm mục đó kèm chỗ trong văn bản, nếu văn bản có giao.",
    ),
    "G206": Page(
        "Nhiệm vụ chỉ bắt đầu được bằng văn bản mà chính cơ quan ấy còn phải ban hành.",
        "không ai khác chờ văn bản ấy, không nhiệm vụ nào trong năm đòi nó; chỉ cơ quan ban hành tự bắt đầu được.",
        "kế hoạch chưa có số giao cho chính mình (`who: issuer`), công văn cấp trên không nêu cơ quan này.",
        "ghi số, ngày khi đã biết, hoặc để một văn bản cấp trên yêu cầu kế hoạch ấy.",
    ),
    "L101": Page(
        "Vòng đời có trạng thái mà không nhiệm vụ nào tới được.",
        "trạng thái không ai tới được làm sai mọi tỷ lệ.",
        "trạng thái không có bước nào `to` nó.",
        "thêm bước, hoặc bỏ trạng thái.",
    ),
    "L102": Page(
        "Vòng đời để nhiệm vụ kẹt khi còn nợ kế hoạch, báo cáo hoặc tổng hợp.",
        "ai chờ nhiệm vụ ấy thì chờ mãi.",
        "đường thẳng đòi kế hoạch ở cả nhiệm vụ không phải lập kế hoạch.",
        "thêm bước, với điều kiện theo việc phải làm.",
    ),
}
