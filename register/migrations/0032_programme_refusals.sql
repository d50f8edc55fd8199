-- Why a visit did not take what its programme told it: a sentence for whoever sees to it.
CREATE TABLE programme_refusals (
    programme text NOT NULL,
    area      text NOT NULL,
    sentence  text NOT NULL,
    refused_at timestamptz NOT NULL,
    PRIMARY KEY (programme, area)
);
