//! The built-in forms, filled with a synthetic deal.

use std::sync::LazyLock;

use docflow_print::{
    FillOptions, Filled, Pictures, Template,
    builtin::{self, ContractKind, Party, PartyKind, Payment, Sum, Vat},
    pdf,
};

use crate::{
    sample,
    text::{names, part, path, pdf_text, run, text, words},
};

const KINDS: [ContractKind; 3] = [
    ContractKind::Services,
    ContractKind::Supply,
    ContractKind::Works,
];

/// Drawn once: it takes a while without optimisation.
static STAMPS: LazyLock<Pictures> = LazyLock::new(|| {
    let stamp = builtin::sample_stamp("ООО «Северный ветер» г. Москва");
    Pictures::from([("seller.stamp".to_owned(), stamp)])
});

fn contract(kind: ContractKind, stamps: bool) -> Filled {
    let mut data = sample::contract();
    assert!(kind.introduce(&mut data).is_empty());
    let pictures = &*STAMPS;
    let options = FillOptions {
        stamps,
        strict: true,
        pictures,
    };
    Template::parse(&kind.template().unwrap())
        .unwrap()
        .fill(&data, &options)
        .unwrap()
}

fn invoice(stamps: bool) -> Filled {
    let pictures = &*STAMPS;
    let options = FillOptions {
        stamps,
        strict: true,
        pictures,
    };
    let template = Template::parse(&builtin::invoice().unwrap()).unwrap();
    template.fill(&sample::invoice(), &options).unwrap()
}

fn all() -> Vec<(String, Filled)> {
    let mut all = Vec::new();
    for stamps in [true, false] {
        all.extend(KINDS.map(|kind| {
            (
                format!("{kind:?}, stamps: {stamps}"),
                contract(kind, stamps),
            )
        }));
        all.push((format!("invoice, stamps: {stamps}"), invoice(stamps)));
    }
    all
}

fn media(docx: &[u8]) -> Vec<String> {
    names(docx)
        .into_iter()
        .filter(|n| n.contains("media") || n.contains(".png"))
        .collect()
}

#[test]
fn nothing_of_the_template_is_left_in_a_filled_form() {
    for (name, filled) in all() {
        let body =
            text(&filled.docx, "word/document.xml") + &text(&filled.docx, "word/footer1.xml");
        let body = body.replace("{{ не тег }}", "");
        assert!(
            !body.contains("{{") && !body.contains("{%") && !body.contains(".."),
            "{name}: {body}"
        );
        assert!(
            !part(&filled.docx, "word/document.xml").contains("docflow"),
            "{name}"
        );
        assert_eq!(filled.unresolved, Vec::<String>::new(), "{name}");
    }
}

#[test]
fn an_unstamped_form_lists_no_picture_in_its_zip() {
    for (name, filled) in all().into_iter().filter(|(name, _)| name.contains("false")) {
        assert_eq!(media(&filled.docx), Vec::<String>::new(), "{name}");
        assert!(
            !part(&filled.docx, "word/_rels/document.xml.rels").contains("image"),
            "{name}"
        );
        assert!(
            !part(&filled.docx, "word/document.xml").contains("w:drawing"),
            "{name}"
        );
    }
}

#[test]
fn a_stamped_form_holds_its_own_pictures_and_not_the_placeholder() {
    assert_eq!(
        media(&contract(ContractKind::Services, true).docx),
        ["word/media/docflow1.png"]
    );
    let invoice = invoice(true);
    assert_eq!(
        media(&invoice.docx),
        ["word/media/docflow1.png", "word/media/docflow2.png"]
    );
    assert_eq!(invoice.dropped_pictures, ["seller.signature"]);
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    for ((name, first), (_, second)) in all().into_iter().zip(all()) {
        assert!(first.docx == second.docx, "{name}");
    }
    let filled = invoice(true);
    assert!(
        pdf::render(&filled.docx).unwrap() == pdf::render(&filled.docx).unwrap(),
        "pdf"
    );
}

#[test]
fn the_pdf_says_the_words_of_the_docx() {
    for (name, filled) in all() {
        let laid_out = pdf_text(&pdf::render(&filled.docx).unwrap());
        let footer = |line: &&str| line.contains(", стр. ");
        let body: Vec<&str> = laid_out.lines().filter(|line| !footer(line)).collect();
        let pages = laid_out.lines().filter(footer).count();
        assert_eq!(
            words(&body.join("\n")),
            words(&text(&filled.docx, "word/document.xml")),
            "{name}"
        );
        assert_eq!(
            pages,
            if name.starts_with("invoice") { 0 } else { 3 },
            "{name}"
        );
    }
}

#[test]
fn the_code_on_the_printed_page_is_read_by_a_scanner() {
    let folder = tempfile::tempdir().unwrap();
    let (pdf_file, page) = (
        folder.path().join("invoice.pdf"),
        folder.path().join("page"),
    );
    std::fs::write(&pdf_file, pdf::render(&invoice(true).docx).unwrap()).unwrap();
    run(
        "pdftoppm",
        &[
            "-r",
            "150",
            "-png",
            "-singlefile",
            path(&pdf_file),
            path(&page),
        ],
    );
    let page = page.with_extension("png");
    let read = run(
        "zbarimg",
        &["-q", "--raw", "-Sdisable", "-Sqrcode.enable", path(&page)],
    );
    let read = String::from_utf8(read).unwrap();
    assert_eq!(Some(read.trim_end()), sample::invoice().payment.as_deref());
}

#[test]
fn the_faces_in_the_pdf_are_embedded_and_are_liberation() {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(
        file.path(),
        pdf::render(&contract(ContractKind::Works, true).docx).unwrap(),
    )
    .unwrap();
    let fonts = String::from_utf8(run("pdffonts", &[path(file.path())])).unwrap();
    let faces: Vec<&str> = fonts.lines().skip(2).collect();
    assert!(!faces.is_empty());
    assert!(
        faces
            .iter()
            .all(|face| face.starts_with("LiberationSerif") && face.contains(" yes ")),
        "{fonts}"
    );
}

#[test]
fn the_form_calls_the_sides_as_the_preamble_does() {
    for kind in KINDS {
        let body = text(&contract(kind, false).docx, "word/document.xml");
        let (seller, buyer) = kind.roles();
        assert!(body.contains(&format!("именуемое в дальнейшем «{seller}», в лице генерального директора Петровой Анны Сергеевны")));
        assert!(body.contains(&format!(
            "именуемый в дальнейшем «{buyer}», действующий на основании записи в ЕГРИП"
        )));
        assert!(body.contains("113\u{a0}749,99\u{a0}руб. (Сто тринадцать тысяч семьсот сорок девять рублей 99 копеек), в том числе НДС\u{a0}22%"));
    }
}

#[test]
fn one_payment_no_vat_and_a_person_change_the_wording() {
    let mut data = sample::contract();
    data.schedule = vec![Payment {
        percent: 100,
        sum: Sum::new(11_374_999),
        condition: "до 1 декабря 2026 г.".into(),
        ..Payment::default()
    }];
    data.vat = Vat::exempt("применением упрощённой системы налогообложения");
    data.buyer = Party {
        kind: PartyKind::Person,
        full: "Ким Лев Львович".into(),
        ..Party::default()
    };
    assert!(ContractKind::Services.introduce(&mut data).is_empty());
    let template = Template::parse(&builtin::contract_services().unwrap()).unwrap();
    let strict = FillOptions {
        strict: true,
        ..FillOptions::default()
    };
    let body = text(
        &template.fill(&data, &strict).unwrap().docx,
        "word/document.xml",
    );
    assert!(body.contains(
        "Заказчик перечисляет Исполнителю 100\u{a0}% цены Договора — 113\u{a0}749,99\u{a0}руб."
    ));
    assert!(body.contains("— до 1 декабря 2026 г.\n"));
    assert!(
        body.contains(
            "НДС не облагается в связи с применением упрощённой системы налогообложения."
        )
    );
    assert!(body.contains("судом по правилам подсудности") && !body.contains("претензию — 30"));
    assert!(
        body.contains("и Ким Лев Львович, именуемый в дальнейшем «Заказчик», с другой стороны")
    );
    assert_eq!(
        body.matches("М.П.").count(),
        2,
        "only the company has a stamp, in the contract and in its appendix"
    );
}

#[test]
fn requisites_and_signatures_are_one_row_that_no_page_break_parts() {
    let xml = part(
        &contract(ContractKind::Services, false).docx,
        "word/document.xml",
    );
    let start = xml.find("АДРЕСА, РЕКВИЗИТЫ").unwrap();
    let end = start + xml[start..].find("</w:tbl>").unwrap();
    let table = &xml[start..end];
    assert_eq!(table.matches("<w:tr>").count(), 1);
    assert!(
        table.contains("<w:cantSplit/>")
            && xml[..start].rfind("<w:keepNext/>") > xml[..start].rfind("<w:p>")
    );
    assert!(table.contains("30101810400000000225") && table.contains("30101810145250000974"));
}
