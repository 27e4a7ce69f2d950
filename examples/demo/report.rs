//! What is printed: a timeline for people, or one JSON object.

use crate::story::Scene;
use crate::watched::Beat;
use serde_json::json;
use std::path::Path;

pub(crate) fn head() {
    println!("docflow demo: six deals of «Север», on the embedded portal and 1C base\n");
}

pub(crate) fn scene(scene: &Scene) {
    println!("({}) {}: deal {}", scene.letter, scene.title, scene.deal);
    for beat in &scene.beats {
        println!("    {}", line(beat));
    }
    for note in &scene.notes {
        println!("    {}", note.replace('\n', "\n        "));
    }
    for document in &scene.documents {
        println!("    {document}");
    }
    for file in &scene.files {
        println!("    {file}");
    }
    println!(
        "    {} {} requests to Bitrix24, {} to 1C, {} ms\n",
        scene.ending,
        scene.portal_requests,
        scene.onec_requests,
        scene.took.as_millis()
    );
}

fn line(beat: &Beat) -> String {
    format!(
        "{:<20} {:<26} {:<10} {:>5} ms",
        beat.step,
        beat.call,
        beat.outcome,
        beat.took.as_millis()
    )
}

pub(crate) fn foot(scenes: &[Scene], out: &Path) {
    let files: usize = scenes.iter().map(|scene| scene.files.len()).sum();
    println!("{files} files in {}", out.display());
}

pub(crate) fn json(scenes: &[Scene]) -> serde_json::Value {
    let scenes: Vec<_> = scenes
        .iter()
        .map(|scene| {
            let steps: Vec<_> = scene
                .beats
                .iter()
                .map(|beat| {
                    json!({
                        "step": beat.step,
                        "call": beat.call,
                        "outcome": beat.outcome,
                        "ms": beat.took.as_secs_f64() * 1000.0,
                    })
                })
                .collect();
            json!({
                "scenario": scene.letter,
                "title": scene.title,
                "deal": scene.deal,
                "run": scene.run,
                "ending": scene.ending,
                "steps": steps,
                "notes": scene.notes,
                "requests": { "bitrix24": scene.portal_requests, "onec": scene.onec_requests },
                "ms": scene.took.as_secs_f64() * 1000.0,
                "documents": scene.documents,
                "files": scene.files,
                "ok": scene.surprise.is_none(),
            })
        })
        .collect();
    json!({ "scenarios": scenes })
}
