//! Makes calls, one after another, against an answer in this process.
//!
//! `scripts/callgrind` counts the instructions of it: `cargo run --example many_calls -- 100`. It shows
//! as well how a client is set up without a portal.

use std::error::Error;

use bitrix_client::{Access, Client, EntityType, GetItem, Id, Pacer, Plan};
use chrono::TimeDelta;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

/// A deal as a portal answers it, with its times.
const ANSWER: &str = r#"{"result":{"item":{"id":351,"xmlId":null,"createdTime":"2024-07-22T18:00:08+02:00",
"updatedTime":"2024-07-22T18:00:08+02:00","createdBy":1,"updatedBy":1,"assignedById":1,"opened":"N",
"companyId":17,"contactId":null,"title":"Pumps","categoryId":9,"stageId":"C9:NEW",
"opportunity":125000.50,"isManualOpportunity":"Y","taxValue":0,"currencyId":"RUB","mycompanyId":3,
"sourceId":"CALL","begindate":"2024-07-22T02:00:00+02:00","closedate":"2024-07-29T02:00:00+02:00",
"observers":[1,8,9],"contactIds":[],"ufCrm_1721244707107":"100.5|RUB","entityTypeId":2,"fm":[]}},
"time":{"start":1721660468.93,"finish":1721660469.41,"duration":0.48,"processing":0.02,
"date_start":"2024-07-22T18:00:08+02:00","date_finish":"2024-07-22T18:00:08+02:00",
"operating_reset_at":1721661068,"operating":0.41}}"#;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let calls: u64 = std::env::args().nth(1).unwrap_or_default().parse()?;
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let portal = format!("http://{}", listener.local_addr()?);
    tokio::spawn(serve(listener));
    let client = Client::builder(Access::token(&portal, "token")?)
        .pacer(Pacer::new(Plan::new(i32::MAX, TimeDelta::milliseconds(1))))
        .build()?;
    let id = Id::new(351).ok_or("an id is over 0")?;
    for _ in 0..calls {
        let deal = client.call(&GetItem::new(EntityType::DEAL, id)).await?;
        assert_eq!(deal.id, id);
    }
    Ok(())
}

async fn serve(listener: TcpListener) {
    while let Ok((stream, _)) = listener.accept().await {
        tokio::spawn(answer(stream));
    }
}

/// Answers every request of a connection; a request ends with its body, which is JSON.
async fn answer(mut stream: TcpStream) -> Result<(), std::io::Error> {
    let length = ANSWER.len();
    let head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length:";
    let answer = format!("{head} {length}\r\n\r\n{ANSWER}");
    let mut request = vec![0; 64 * 1024];
    loop {
        let read = stream.read(&mut request).await?;
        match request.get(..read) {
            None | Some([]) => return Ok(()),
            Some([.., b'}']) => stream.write_all(answer.as_bytes()).await?,
            Some(_) => {}
        }
    }
}
