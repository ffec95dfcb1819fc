-- What was there before liaisons had a kind: each posting as liaison is one, each assignment says whose it was, and
-- those of ended records end with them.
INSERT INTO registry_liaisonprofile (id, owner_path, user_id, organisation_id, kind, capacity)
SELECT gen_random_uuid(), p.owner_path, p.user_id, p.organisation_id, '', 3
FROM (SELECT DISTINCT owner_path, user_id, organisation_id FROM registry_posting WHERE role = 'liaison') p;

UPDATE registry_liaisonassignment a
SET liaison_label = left(u.name, 120), assigned_at = a.started_on::timestamp AT TIME ZONE 'Asia/Shanghai'
FROM registry_user u WHERE u.id = a.liaison_id;

UPDATE registry_liaisonassignment a SET ended_on = greatest(m.closed_on, a.started_on), end_reason = 'member_ended'
FROM registry_member m WHERE m.id = a.member_id AND NOT m.is_open AND a.ended_on IS NULL;

-- What would be checked at the end is checked now: a table about which something waits can't be altered, and the new
-- table's keys are added last.
SET CONSTRAINTS ALL IMMEDIATE;
