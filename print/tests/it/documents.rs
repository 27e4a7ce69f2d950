use docflow_print::{FillOptions, Pictures, Template, builtin, pdf};

use crate::sample;

#[test]
fn look() {
    let pictures = Pictures::from([(
        "seller.stamp".to_owned(),
        builtin::sample_stamp("ООО «Северный ветер» г. Москва"),
    )]);
    let stamped = FillOptions {
        stamps: true,
        strict: true,
        pictures: &pictures,
    };
    let plain = FillOptions {
        strict: true,
        ..FillOptions::default()
    };
    for (name, template) in [
        ("services", builtin::contract_services()),
        ("supply", builtin::contract_supply()),
        ("works", builtin::contract_works()),
        ("invoice", builtin::invoice()),
    ] {
        let template = template.unwrap();
        std::fs::write(format!("/tmp/look/{name}.template.docx"), &template).unwrap();
        let template = Template::parse(&template).unwrap();
        println!("{name}: {:?}", template.fields());
        for (kind, options) in [("stamped", stamped), ("plain", plain)] {
            let start = std::time::Instant::now();
            let filled = if name == "invoice" {
                template.fill(&sample::invoice(), &options)
            } else {
                template.fill(&sample::contract(), &options)
            };
            let filled = filled.unwrap();
            let mid = start.elapsed();
            std::fs::write(format!("/tmp/look/{name}.{kind}.docx"), &filled.docx).unwrap();
            let out = pdf::render(&filled.docx).unwrap();
            println!(
                "{name} {kind} fill {mid:?} pdf {:?} {} {}",
                start.elapsed() - mid,
                filled.docx.len(),
                out.len()
            );
            std::fs::write(format!("/tmp/look/{name}.{kind}.pdf"), out).unwrap();
        }
    }
}
