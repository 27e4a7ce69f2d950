//! Clauses that the contract forms share, and the shape of a contract.

use super::writer::{Par, TEXT_WIDTH, cell, floating, header_row, par, row, table};

/// What the parties are called, in the cases that the shared clauses need.
pub(super) struct Roles {
    /// «Исполнитель».
    pub(super) seller: &'static str,
    /// «Исполнителя».
    pub(super) seller_of: &'static str,
    /// «Исполнителю».
    pub(super) seller_to: &'static str,
    /// «Заказчик».
    pub(super) buyer: &'static str,
    /// What is handed over, in the genitive plural: «Услуг».
    pub(super) subject_of: &'static str,
    /// When it is handed over: «оказания Услуг».
    pub(super) handing: &'static str,
}

/// A line of a form: a numbered clause, a statement of the engine, or a heading.
pub(super) fn clause(text: &str) -> Par {
    par(text).align("both").first_line(567).space(0, 40)
}

/// A statement alone in its paragraph; it leaves no trace in the filled document.
pub(super) fn statement(text: &str) -> Par {
    par(text)
}

pub(super) fn heading(text: &str) -> Par {
    par(text).align("center").bold().space(140, 60).keep_next()
}

/// Number, city, date and preamble.
pub(super) fn opening(title: &str) -> String {
    let date = par("{{ date_words }}").align("right");
    let city_and_date = columns(&[par("г.\u{a0}{{ city }}")], &[date]);
    [
        par("ДОГОВОР №\u{a0}{{ number }}").align("center").bold().size(26).xml(),
        par(title).align("center").bold().space(0, 120).xml(),
        statement("{% if replaces %}").xml(),
        par("взамен {{ replaces }}").align("center").space(0, 120).xml(),
        statement("{% endif %}").xml(),
        city_and_date,
        clause("{{ seller.preamble }}, с одной стороны, и {{ buyer.preamble }}, с другой стороны, совместно именуемые «Стороны», а по отдельности — «Сторона», заключили настоящий договор (далее — «Договор») о нижеследующем.")
            .space(120, 40)
            .xml(),
    ]
    .concat()
}

/// Price, VAT and schedule; `n` is the number of the section.
pub(super) fn price(n: u8, roles: &Roles) -> Vec<Par> {
    let Roles {
        seller,
        seller_of,
        seller_to,
        buyer,
        handing,
        ..
    } = roles;
    vec![
        heading(&format!("{n}. ЦЕНА ДОГОВОРА И ПОРЯДОК РАСЧЁТОВ")),
        clause(&format!(
            "{n}.1. Цена Договора составляет {{{{ total.text }}}}\u{a0}руб. ({{{{ total.words }}}}), {{{{ vat.clause|dot }}}} Цена отдельных позиций указана в Спецификации (Приложение №\u{a0}1)."
        )),
        statement("{% if vat.rated %}"),
        clause(&format!(
            "{n}.2. НДС начисляется по ставке, действующей в силу закона на дату {handing}. Если до этой даты ставка изменится, Стороны оформляют изменение цены дополнительным соглашением."
        )),
        statement("{% else %}"),
        clause(&format!(
            "{n}.2. Если {seller} станет плательщиком НДС, он письменно сообщает об этом другой Стороне в течение 5 (пяти) рабочих дней; изменение цены оформляется дополнительным соглашением."
        )),
        statement("{% endif %}"),
        statement("{% if schedule|length == 1 %}"),
        statement("{% for p in schedule %}"),
        clause(&format!(
            "{n}.3. {buyer} перечисляет {seller_to} 100\u{a0}% цены Договора — {{{{ p.sum.text }}}}\u{a0}руб. ({{{{ p.sum.words }}}}) — {{{{ p.condition|dot }}}}"
        )),
        statement("{% endfor %}"),
        statement("{% else %}"),
        clause(&format!(
            "{n}.3. {buyer} перечисляет {seller_to} цену Договора частями:"
        )),
        statement("{% for p in schedule %}"),
        clause(
            "{{ loop.index }}) {{ p.percent }}\u{a0}% цены Договора — {{ p.sum.text }}\u{a0}руб. ({{ p.sum.words }}), {{ p.vat_clause }}, — {% if loop.last %}{{ p.condition|dot }}{% else %}{{ p.condition }};{% endif %}",
        ),
        statement("{% endfor %}"),
        statement("{% endif %}"),
        clause(&format!(
            "{n}.4. Обязанность по оплате исполнена в момент зачисления денег на корреспондентский счёт банка {seller_of}. Проценты по статье 317.1 Гражданского кодекса РФ на суммы по Договору не начисляются."
        )),
    ]
}

/// Liability, force majeure, disputes and closing provisions; `n` is the first section's number.
pub(super) fn closing(n: u8, roles: &Roles) -> Vec<Par> {
    let Roles {
        seller,
        buyer,
        subject_of,
        handing,
        ..
    } = roles;
    let (force, disputes, last) = (n + 1, n + 2, n + 3);
    vec![
        heading(&format!("{n}. ОТВЕТСТВЕННОСТЬ СТОРОН")),
        clause(&format!(
            "{n}.1. За нарушение срока {handing} {seller} уплачивает пеню {{{{ terms.penalty }}}}\u{a0}% от цены просроченного за каждый день, но не более 10\u{a0}% цены Договора."
        )),
        clause(&format!(
            "{n}.2. За нарушение срока оплаты {buyer} уплачивает пеню {{{{ terms.penalty }}}}\u{a0}% от неуплаченной суммы за каждый день, но не более 10\u{a0}% цены Договора."
        )),
        clause(&format!(
            "{n}.3. Пеня уплачивается по письменному требованию и не освобождает от исполнения обязательства."
        )),
        heading(&format!("{force}. ОБСТОЯТЕЛЬСТВА НЕПРЕОДОЛИМОЙ СИЛЫ")),
        clause(&format!(
            "{force}.1. Сторона не отвечает за неисполнение, вызванное обстоятельствами непреодолимой силы, если сообщила о них в течение 5 (пяти) рабочих дней. Если они длятся более двух месяцев, каждая Сторона вправе отказаться от Договора, оплатив фактически полученное."
        )),
        heading(&format!("{disputes}. РАЗРЕШЕНИЕ СПОРОВ")),
        statement("{% if buyer.kind == \"person\" %}"),
        clause(&format!(
            "{disputes}.1. Стороны отвечают на претензию в течение 10 (десяти) календарных дней. Споры рассматриваются судом по правилам подсудности, установленным законом."
        )),
        statement("{% else %}"),
        clause(&format!(
            "{disputes}.1. Претензионный порядок обязателен; срок ответа на претензию — 30 (тридцать) календарных дней. Споры рассматриваются в {{{{ terms.court|dot }}}}"
        )),
        statement("{% endif %}"),
        heading(&format!("{last}. ЗАКЛЮЧИТЕЛЬНЫЕ ПОЛОЖЕНИЯ")),
        clause(&format!(
            "{last}.1. Договор вступает в силу с даты подписания и действует до {{% if terms.valid_until %}}{{{{ terms.valid_until }}}}, а в части неисполненных обязательств — до их исполнения{{% else %}}полного исполнения обязательств Сторонами{{% endif %}}."
        )),
        clause(&format!(
            "{last}.2. Изменения Договора действительны в письменной форме за подписью обеих Сторон. Документы, подписанные усиленной квалифицированной электронной подписью и переданные через оператора электронного документооборота, равнозначны бумажным."
        )),
        clause(&format!(
            "{last}.3. Договор составлен в двух экземплярах, по одному для каждой Стороны. Приложение №\u{a0}1 «Спецификация» определяет перечень {subject_of} и является неотъемлемой частью Договора."
        )),
    ]
}

/// Requisites and signatures in two columns that no page break can part.
pub(super) fn requisites(n: u8, roles: &Roles) -> String {
    let title = heading(&format!("{n}. АДРЕСА, РЕКВИЗИТЫ И ПОДПИСИ СТОРОН")).xml();
    title
        + &columns(
            &side("seller", roles.seller, true),
            &side("buyer", roles.buyer, false),
        )
}

/// Two columns without lines, in one row.
fn columns(left: &[Par], right: &[Par]) -> String {
    let half = TEXT_WIDTH / 2;
    let other = TEXT_WIDTH - half;
    table(
        &[half, other],
        false,
        &[row([cell(half, left), cell(other, right)])],
    )
}

fn side(party: &str, role: &str, stamped: bool) -> Vec<Par> {
    let mut lines = vec![
        par(&format!("{role}:")).bold().space(0, 60),
        statement(&format!("{{% for line in {party}.requisites %}}")),
        par("{{ line }}"),
        statement("{% endfor %}"),
    ];
    lines.extend(signature(party, stamped));
    lines
}

/// Post, line, name and place of the stamp.
fn signature(party: &str, stamped: bool) -> Vec<Par> {
    let mut line = par(&format!(
        "__________________ / {{{{ {party}.signature_name }}}} /"
    ))
    .space(240, 60);
    if stamped {
        line = line
            .picture(&floating("{{ image seller.stamp }}", (38, 38), (8, -4)))
            .picture(&floating("{{ image seller.signature }}", (30, 12), (2, -2)));
    }
    vec![
        statement(&format!("{{% if {party}.signature_post %}}")),
        par(&format!("{{{{ {party}.signature_post }}}}")).space(200, 0),
        statement("{% endif %}"),
        line,
        statement(&format!("{{% if {party}.kind != \"person\" %}}")),
        par("М.П.").size(18),
        statement("{% endif %}"),
    ]
}

/// Appendix 1: the rows, the totals and the signatures.
pub(super) fn specification(item_title: &str, roles: &Roles) -> String {
    let intro = [
        par("Приложение №\u{a0}1").align("right").page_break().xml(),
        par("к Договору №\u{a0}{{ number }} от {{ date_words }}")
            .align("right")
            .space(0, 160)
            .xml(),
        par("СПЕЦИФИКАЦИЯ")
            .align("center")
            .bold()
            .space(0, 120)
            .xml(),
    ]
    .concat();
    let mut seller = vec![par(&format!("{}:", roles.seller)).bold()];
    seller.extend(signature("seller", true));
    let mut buyer = vec![par(&format!("{}:", roles.buyer)).bold()];
    buyer.extend(signature("buyer", false));
    let totals = [
        par("Всего наименований {{ items|length }}, на сумму {{ total.text }}\u{a0}руб.")
            .space(120, 0)
            .xml(),
        par("{{ total.words }}, {{ vat.clause|dot }}")
            .space(0, 60)
            .xml(),
        statement("{% if terms.period %}").xml(),
        par("Срок: {{ terms.period|dot }}").space(0, 160).xml(),
        statement("{% endif %}").xml(),
    ]
    .concat();
    let signatures = columns(&seller, &buyer);
    [
        intro,
        items_table(item_title, ("Итого:", "{{ total.text }}"), None),
        totals,
        signatures,
    ]
    .concat()
}

/// The table of rows with totals and VAT lines; the same in contracts and invoices.
///
/// `before` and `after` are the label and the value of the lines around those of VAT.
pub(super) fn items_table(
    item_title: &str,
    before: (&str, &str),
    after: Option<(&str, &str)>,
) -> String {
    // A number is never broken over two lines: 12345,67 of them at 1 234 567,89 each.
    const WIDTHS: [u32; 7] = [510, 3143, 1134, 850, 1450, 1134, 1700];
    let [number, name, quantity, unit, price, rate, sum] = WIDTHS;
    let head = |width, text: &str| cell(width, &[par(text).align("center").bold()]);
    let field = |width, align, text: &str| cell(width, &[par(text).align(align)]);
    let header = header_row([
        head(number, "№"),
        head(name, item_title),
        head(quantity, "Кол-во"),
        head(unit, "Ед."),
        head(price, "Цена, руб."),
        head(rate, "НДС"),
        head(sum, "Сумма, руб."),
    ]);
    let item = row([
        field(number, "center", "{{ items.number }}"),
        field(name, "left", "{{ items.name }}"),
        field(quantity, "right", "{{ items.quantity }}"),
        field(unit, "center", "{{ items.unit }}"),
        field(price, "right", "{{ items.price }}"),
        field(rate, "center", "{{ items.vat_rate }}"),
        field(sum, "right", "{{ items.sum }}"),
    ]);
    let labels: u32 = WIDTHS.iter().take(6).sum();
    let total = |label: &str, value: &str| {
        let label = par(label).align("right").bold();
        row([
            cell(labels, &[label]).span(6).without("top left bottom"),
            cell(sum, &[par(value).align("right").bold()]),
        ])
    };
    let vat = total("{{ vat.lines.label }}", "{{ vat.lines.sum }}");
    let mut rows = vec![header, item, total(before.0, before.1), vat];
    rows.extend(after.map(|(label, value)| total(label, value)));
    table(&WIDTHS, true, &rows)
}
