
export type Json = string | number | boolean | null | { [key: string]: Json | undefined } | Json[]

export type Database = {
  
  "public": {
          Tables: {
            "amendment_seconds": {
                  Row: {
                    "amendment_id": string,"author_id": string,"seconded_at": string,"space_id": string,"visibility": Database["public"]['Enums']["space_visibility"]
                  }
                  ComputedFields: never
                  Insert: {
                    "amendment_id": string,"author_id": string,"seconded_at"?: string,"space_id": string,"visibility": Database["public"]['Enums']["space_visibility"]
                  }
                  Update: {
                    "amendment_id"?: string,"author_id"?: string,"seconded_at"?: string,"space_id"?: string,"visibility"?: Database["public"]['Enums']["space_visibility"]
                  }
                  Relationships: [
                    {
      foreignKeyName: "amendment_seconds_amendment_id_fkey"
      columns: ["amendment_id"]
isOneToOne: false
      referencedRelation: "amendments"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "amendment_seconds_author_id_fkey"
      columns: ["author_id"]
isOneToOne: false
      referencedRelation: "contextual_identities"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "amendment_seconds_space_id_fkey"
      columns: ["space_id"]
isOneToOne: false
      referencedRelation: "spaces"
      referencedColumns: ["id"]
    }
                  ]
                },"amendments": {
                  Row: {
                    "answer": string | null,"answered_at": string | null,"author_id": string,"base_revision": number,"became_revision": number | null,"body": string,"created_at": string,"id": string,"proposal_id": string,"reason": string,"revision": number,"space_id": string,"status": Database["public"]['Enums']["amendment_status"],"title": string,"updated_at": string,"visibility": Database["public"]['Enums']["space_visibility"]
                  }
                  ComputedFields: never
                  Insert: {
                    "answer"?: string | null,"answered_at"?: string | null,"author_id": string,"base_revision": number,"became_revision"?: number | null,"body": string,"created_at"?: string,"id"?: string,"proposal_id": string,"reason": string,"revision"?: number,"space_id": string,"status"?: Database["public"]['Enums']["amendment_status"],"title": string,"updated_at"?: string,"visibility": Database["public"]['Enums']["space_visibility"]
                  }
                  Update: {
                    "answer"?: string | null,"answered_at"?: string | null,"author_id"?: string,"base_revision"?: number,"became_revision"?: number | null,"body"?: string,"created_at"?: string,"id"?: string,"proposal_id"?: string,"reason"?: string,"revision"?: number,"space_id"?: string,"status"?: Database["public"]['Enums']["amendment_status"],"title"?: string,"updated_at"?: string,"visibility"?: Database["public"]['Enums']["space_visibility"]
                  }
                  Relationships: [
                    {
      foreignKeyName: "amendments_author_id_fkey"
      columns: ["author_id"]
isOneToOne: false
      referencedRelation: "contextual_identities"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "amendments_proposal_id_base_revision_fkey"
      columns: ["proposal_id","base_revision"]
isOneToOne: false
      referencedRelation: "proposal_revisions"
      referencedColumns: ["proposal_id","number"]
    },{
      foreignKeyName: "amendments_proposal_id_became_revision_fkey"
      columns: ["proposal_id","became_revision"]
isOneToOne: false
      referencedRelation: "proposal_revisions"
      referencedColumns: ["proposal_id","number"]
    },{
      foreignKeyName: "amendments_proposal_id_fkey"
      columns: ["proposal_id"]
isOneToOne: false
      referencedRelation: "proposals"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "amendments_space_id_fkey"
      columns: ["space_id"]
isOneToOne: false
      referencedRelation: "spaces"
      referencedColumns: ["id"]
    }
                  ]
                },"assets": {
                  Row: {
                    "code": string,"created_at": string,"id": string,"kind": Database["public"]['Enums']["asset_kind"],"name": string,"retired_at": string | null,"scale": number,"space_id": string | null
                  }
                  ComputedFields: never
                  Insert: {
                    "code": string,"created_at"?: string,"id"?: string,"kind": Database["public"]['Enums']["asset_kind"],"name": string,"retired_at"?: string | null,"scale": number,"space_id"?: string | null
                  }
                  Update: {
                    "code"?: string,"created_at"?: string,"id"?: string,"kind"?: Database["public"]['Enums']["asset_kind"],"name"?: string,"retired_at"?: string | null,"scale"?: number,"space_id"?: string | null
                  }
                  Relationships: [
                    {
      foreignKeyName: "assets_space_id_fkey"
      columns: ["space_id"]
isOneToOne: false
      referencedRelation: "spaces"
      referencedColumns: ["id"]
    }
                  ]
                },"ballot_weights": {
                  Row: {
                    "raw_weight": number,"result_id": string,"voter_tag": string,"weight": number
                  }
                  ComputedFields: never
                  Insert: {
                    "raw_weight": number,"result_id": string,"voter_tag": string,"weight": number
                  }
                  Update: {
                    "raw_weight"?: number,"result_id"?: string,"voter_tag"?: string,"weight"?: number
                  }
                  Relationships: [
                    
                  ]
                },"ballots": {
                  Row: {
                    "cast_at": string,"changed_at": string,"choice": NonNullable<Json>,"nonce": string,"poll_id": string,"profile_id": string | null,"receipt": string,"revision": number,"voter_tag": string
                  }
                  ComputedFields: never
                  Insert: {
                    "cast_at"?: string,"changed_at"?: string,"choice": NonNullable<Json>,"nonce"?: string,"poll_id": string,"profile_id"?: string | null,"receipt"?: never,"revision"?: number,"voter_tag": string
                  }
                  Update: {
                    "cast_at"?: string,"changed_at"?: string,"choice"?: NonNullable<Json>,"nonce"?: string,"poll_id"?: string,"profile_id"?: string | null,"receipt"?: never,"revision"?: number,"voter_tag"?: string
                  }
                  Relationships: [
                    {
      foreignKeyName: "ballots_profile_id_fkey"
      columns: ["profile_id"]
isOneToOne: false
      referencedRelation: "profiles"
      referencedColumns: ["id"]
    }
                  ]
                },"basic_income_rounds": {
                  Row: {
                    "amount": number,"asset_id": string,"due_on": string,"issued": number,"paid_at": string,"people": number,"space_id": string
                  }
                  ComputedFields: never
                  Insert: {
                    "amount": number,"asset_id": string,"due_on": string,"issued": number,"paid_at"?: string,"people": number,"space_id": string
                  }
                  Update: {
                    "amount"?: number,"asset_id"?: string,"due_on"?: string,"issued"?: number,"paid_at"?: string,"people"?: number,"space_id"?: string
                  }
                  Relationships: [
                    {
      foreignKeyName: "basic_income_rounds_space_id_asset_id_fkey"
      columns: ["space_id","asset_id"]
isOneToOne: false
      referencedRelation: "basic_incomes"
      referencedColumns: ["space_id","asset_id"]
    }
                  ]
                },"basic_incomes": {
                  Row: {
                    "amount": number,"asset_id": string,"created_at": string,"due_on": string,"for_verified": boolean,"is_active": boolean,"issues_shortfall": boolean,"member_days": number,"period": Database["public"]['Enums']["economy_period"],"shares_shortfall": boolean,"space_id": string,"updated_at": string
                  }
                  ComputedFields: never
                  Insert: {
                    "amount": number,"asset_id": string,"created_at"?: string,"due_on": string,"for_verified"?: boolean,"is_active"?: boolean,"issues_shortfall"?: boolean,"member_days"?: number,"period": Database["public"]['Enums']["economy_period"],"shares_shortfall"?: boolean,"space_id": string,"updated_at"?: string
                  }
                  Update: {
                    "amount"?: number,"asset_id"?: string,"created_at"?: string,"due_on"?: string,"for_verified"?: boolean,"is_active"?: boolean,"issues_shortfall"?: boolean,"member_days"?: number,"period"?: Database["public"]['Enums']["economy_period"],"shares_shortfall"?: boolean,"space_id"?: string,"updated_at"?: string
                  }
                  Relationships: [
                    {
      foreignKeyName: "basic_incomes_asset_id_fkey"
      columns: ["asset_id"]
isOneToOne: false
      referencedRelation: "assets"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "basic_incomes_space_id_fkey"
      columns: ["space_id"]
isOneToOne: false
      referencedRelation: "spaces"
      referencedColumns: ["id"]
    }
                  ]
                },"blocks": {
                  Row: {
                    "blocked_id": string,"blocker_id": string,"created_at": string
                  }
                  ComputedFields: never
                  Insert: {
                    "blocked_id": string,"blocker_id": string,"created_at"?: string
                  }
                  Update: {
                    "blocked_id"?: string,"blocker_id"?: string,"created_at"?: string
                  }
                  Relationships: [
                    {
      foreignKeyName: "blocks_blocked_id_fkey"
      columns: ["blocked_id"]
isOneToOne: false
      referencedRelation: "profiles"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "blocks_blocker_id_fkey"
      columns: ["blocker_id"]
isOneToOne: false
      referencedRelation: "profiles"
      referencedColumns: ["id"]
    }
                  ]
                },"bounties": {
                  Row: {
                    "asset_id": string,"author_id": string,"created_at": string,"description": string,"ended_at": string | null,"ends_at": string,"escrowed_amount": number,"extensions": number,"id": string,"is_from_space": boolean,"opened_at": string | null,"raised_amount": number,"request_key": string,"review_until": string | null,"settles_at": string | null,"space_id": string,"status": Database["public"]['Enums']["bounty_status"],"target_id": string | null,"target_type": string | null,"terms": string,"title": string
                  }
                  ComputedFields: never
                  Insert: {
                    "asset_id": string,"author_id": string,"created_at"?: string,"description": string,"ended_at"?: string | null,"ends_at": string,"escrowed_amount"?: number,"extensions"?: number,"id"?: string,"is_from_space": boolean,"opened_at"?: string | null,"raised_amount"?: number,"request_key": string,"review_until"?: string | null,"settles_at"?: string | null,"space_id": string,"status"?: Database["public"]['Enums']["bounty_status"],"target_id"?: string | null,"target_type"?: string | null,"terms": string,"title": string
                  }
                  Update: {
                    "asset_id"?: string,"author_id"?: string,"created_at"?: string,"description"?: string,"ended_at"?: string | null,"ends_at"?: string,"escrowed_amount"?: number,"extensions"?: number,"id"?: string,"is_from_space"?: boolean,"opened_at"?: string | null,"raised_amount"?: number,"request_key"?: string,"review_until"?: string | null,"settles_at"?: string | null,"space_id"?: string,"status"?: Database["public"]['Enums']["bounty_status"],"target_id"?: string | null,"target_type"?: string | null,"terms"?: string,"title"?: string
                  }
                  Relationships: [
                    {
      foreignKeyName: "bounties_asset_id_fkey"
      columns: ["asset_id"]
isOneToOne: false
      referencedRelation: "assets"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "bounties_author_id_fkey"
      columns: ["author_id"]
isOneToOne: false
      referencedRelation: "contextual_identities"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "bounties_space_id_fkey"
      columns: ["space_id"]
isOneToOne: false
      referencedRelation: "spaces"
      referencedColumns: ["id"]
    }
                  ]
                },"bounty_contributions": {
                  Row: {
                    "account_id": string,"amount": number,"awarded_amount": number,"bounty_id": string,"contributed_at": string,"due_amount": number,"escrowed_amount": number,"id": string,"identity_id": string,"payment_id": string | null,"returned_amount": number,"source": Database["public"]['Enums']["bounty_source"],"space_id": string
                  }
                  ComputedFields: never
                  Insert: {
                    "account_id": string,"amount"?: number,"awarded_amount"?: number,"bounty_id": string,"contributed_at"?: string,"due_amount"?: number,"escrowed_amount"?: never,"id"?: string,"identity_id": string,"payment_id"?: string | null,"returned_amount"?: number,"source": Database["public"]['Enums']["bounty_source"],"space_id": string
                  }
                  Update: {
                    "account_id"?: string,"amount"?: number,"awarded_amount"?: number,"bounty_id"?: string,"contributed_at"?: string,"due_amount"?: number,"escrowed_amount"?: never,"id"?: string,"identity_id"?: string,"payment_id"?: string | null,"returned_amount"?: number,"source"?: Database["public"]['Enums']["bounty_source"],"space_id"?: string
                  }
                  Relationships: [
                    {
      foreignKeyName: "bounty_contributions_account_id_fkey"
      columns: ["account_id"]
isOneToOne: true
      referencedRelation: "ledger_accounts"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "bounty_contributions_account_id_fkey"
      columns: ["account_id"]
isOneToOne: true
      referencedRelation: "wallets"
      referencedColumns: ["account_id"]
    },{
      foreignKeyName: "bounty_contributions_bounty_id_fkey"
      columns: ["bounty_id"]
isOneToOne: false
      referencedRelation: "bounties"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "bounty_contributions_identity_id_fkey"
      columns: ["identity_id"]
isOneToOne: false
      referencedRelation: "contextual_identities"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "bounty_contributions_payment_id_fkey"
      columns: ["payment_id"]
isOneToOne: true
      referencedRelation: "payments"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "bounty_contributions_space_id_fkey"
      columns: ["space_id"]
isOneToOne: false
      referencedRelation: "spaces"
      referencedColumns: ["id"]
    }
                  ]
                },"bounty_disputes": {
                  Row: {
                    "bounty_id": string,"decided_at": string | null,"decided_by": string | null,"decision": string | null,"decision_hash": string | null,"id": string,"outcome": Database["public"]['Enums']["bounty_dispute_outcome"] | null,"raised_at": string,"raised_by": string,"reason": string,"returned_share": number | null,"space_id": string
                  }
                  ComputedFields: never
                  Insert: {
                    "bounty_id": string,"decided_at"?: string | null,"decided_by"?: string | null,"decision"?: string | null,"decision_hash"?: string | null,"id"?: string,"outcome"?: Database["public"]['Enums']["bounty_dispute_outcome"] | null,"raised_at"?: string,"raised_by": string,"reason": string,"returned_share"?: number | null,"space_id": string
                  }
                  Update: {
                    "bounty_id"?: string,"decided_at"?: string | null,"decided_by"?: string | null,"decision"?: string | null,"decision_hash"?: string | null,"id"?: string,"outcome"?: Database["public"]['Enums']["bounty_dispute_outcome"] | null,"raised_at"?: string,"raised_by"?: string,"reason"?: string,"returned_share"?: number | null,"space_id"?: string
                  }
                  Relationships: [
                    {
      foreignKeyName: "bounty_disputes_bounty_id_fkey"
      columns: ["bounty_id"]
isOneToOne: true
      referencedRelation: "bounties"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "bounty_disputes_decided_by_fkey"
      columns: ["decided_by"]
isOneToOne: false
      referencedRelation: "contextual_identities"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "bounty_disputes_raised_by_fkey"
      columns: ["raised_by"]
isOneToOne: false
      referencedRelation: "contextual_identities"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "bounty_disputes_space_id_fkey"
      columns: ["space_id"]
isOneToOne: false
      referencedRelation: "spaces"
      referencedColumns: ["id"]
    }
                  ]
                },"bounty_submissions": {
                  Row: {
                    "author_id": string,"awarded_amount": number | null,"body": string,"bounty_id": string,"decline_reason": string | null,"handed_in_at": string,"id": string,"request_key": string,"share": number | null,"space_id": string,"status": Database["public"]['Enums']["bounty_submission_status"]
                  }
                  ComputedFields: never
                  Insert: {
                    "author_id": string,"awarded_amount"?: number | null,"body": string,"bounty_id": string,"decline_reason"?: string | null,"handed_in_at"?: string,"id"?: string,"request_key": string,"share"?: number | null,"space_id": string,"status"?: Database["public"]['Enums']["bounty_submission_status"]
                  }
                  Update: {
                    "author_id"?: string,"awarded_amount"?: number | null,"body"?: string,"bounty_id"?: string,"decline_reason"?: string | null,"handed_in_at"?: string,"id"?: string,"request_key"?: string,"share"?: number | null,"space_id"?: string,"status"?: Database["public"]['Enums']["bounty_submission_status"]
                  }
                  Relationships: [
                    {
      foreignKeyName: "bounty_submissions_author_id_fkey"
      columns: ["author_id"]
isOneToOne: false
      referencedRelation: "contextual_identities"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "bounty_submissions_bounty_id_fkey"
      columns: ["bounty_id"]
isOneToOne: false
      referencedRelation: "bounties"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "bounty_submissions_space_id_fkey"
      columns: ["space_id"]
isOneToOne: false
      referencedRelation: "spaces"
      referencedColumns: ["id"]
    }
                  ]
                },"bounty_transactions": {
                  Row: {
                    "amount": number,"booked_at": string,"bounty_id": string,"contribution_id": string,"id": number,"kind": Database["public"]['Enums']["bounty_transaction_kind"],"number": number,"space_id": string,"transaction_id": string
                  }
                  ComputedFields: never
                  Insert: {
                    "amount": number,"booked_at": string,"bounty_id": string,"contribution_id": string,"id"?: never,"kind": Database["public"]['Enums']["bounty_transaction_kind"],"number": number,"space_id": string,"transaction_id": string
                  }
                  Update: {
                    "amount"?: number,"booked_at"?: string,"bounty_id"?: string,"contribution_id"?: string,"id"?: never,"kind"?: Database["public"]['Enums']["bounty_transaction_kind"],"number"?: number,"space_id"?: string,"transaction_id"?: string
                  }
                  Relationships: [
                    {
      foreignKeyName: "bounty_transactions_bounty_id_fkey"
      columns: ["bounty_id"]
isOneToOne: false
      referencedRelation: "bounties"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "bounty_transactions_contribution_id_fkey"
      columns: ["contribution_id"]
isOneToOne: false
      referencedRelation: "bounty_contributions"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "bounty_transactions_space_id_fkey"
      columns: ["space_id"]
isOneToOne: false
      referencedRelation: "spaces"
      referencedColumns: ["id"]
    }
                  ]
                },"campaign_contributions": {
                  Row: {
                    "amount": number,"asset_id": string,"campaign_id": string,"contributor_id": string,"counted_amount": number,"given_on": string | null,"id": string,"is_anonymous": boolean,"is_late": boolean,"message": string,"payment_id": string,"profile_id": string | null,"shown_identity_id": string | null,"space_id": string,"status": Database["public"]['Enums']["contribution_status"]
                  }
                  ComputedFields: never
                  Insert: {
                    "amount": number,"asset_id": string,"campaign_id": string,"contributor_id": string,"counted_amount"?: number,"given_on"?: string | null,"id"?: string,"is_anonymous": boolean,"is_late"?: boolean,"message"?: string,"payment_id": string,"profile_id"?: string | null,"shown_identity_id"?: string | null,"space_id": string,"status"?: Database["public"]['Enums']["contribution_status"]
                  }
                  Update: {
                    "amount"?: number,"asset_id"?: string,"campaign_id"?: string,"contributor_id"?: string,"counted_amount"?: number,"given_on"?: string | null,"id"?: string,"is_anonymous"?: boolean,"is_late"?: boolean,"message"?: string,"payment_id"?: string,"profile_id"?: string | null,"shown_identity_id"?: string | null,"space_id"?: string,"status"?: Database["public"]['Enums']["contribution_status"]
                  }
                  Relationships: [
                    {
      foreignKeyName: "campaign_contributions_asset_id_fkey"
      columns: ["asset_id"]
isOneToOne: false
      referencedRelation: "assets"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "campaign_contributions_campaign_id_fkey"
      columns: ["campaign_id"]
isOneToOne: false
      referencedRelation: "campaigns"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "campaign_contributions_payment_id_fkey"
      columns: ["payment_id"]
isOneToOne: true
      referencedRelation: "payments"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "campaign_contributions_profile_id_fkey"
      columns: ["profile_id"]
isOneToOne: false
      referencedRelation: "profiles"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "campaign_contributions_shown_identity_id_fkey"
      columns: ["shown_identity_id"]
isOneToOne: false
      referencedRelation: "contextual_identities"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "campaign_contributions_space_id_fkey"
      columns: ["space_id"]
isOneToOne: false
      referencedRelation: "spaces"
      referencedColumns: ["id"]
    }
                  ]
                },"campaigns": {
                  Row: {
                    "asset_id": string,"author_id": string,"beneficiary_id": string | null,"contribution_count": number,"created_at": string,"deadline": string,"description": string,"ended_at": string | null,"funding": Database["public"]['Enums']["campaign_funding"],"goal_amount": number,"id": string,"opened_at": string | null,"paid_amount": number | null,"raised_amount": number,"settled_at": string | null,"space_id": string,"status": Database["public"]['Enums']["campaign_status"],"title": string,"visibility": Database["public"]['Enums']["space_visibility"]
                  }
                  ComputedFields: never
                  Insert: {
                    "asset_id": string,"author_id": string,"beneficiary_id"?: string | null,"contribution_count"?: number,"created_at"?: string,"deadline": string,"description"?: string,"ended_at"?: string | null,"funding": Database["public"]['Enums']["campaign_funding"],"goal_amount": number,"id"?: string,"opened_at"?: string | null,"paid_amount"?: number | null,"raised_amount"?: number,"settled_at"?: string | null,"space_id": string,"status"?: Database["public"]['Enums']["campaign_status"],"title": string,"visibility": Database["public"]['Enums']["space_visibility"]
                  }
                  Update: {
                    "asset_id"?: string,"author_id"?: string,"beneficiary_id"?: string | null,"contribution_count"?: number,"created_at"?: string,"deadline"?: string,"description"?: string,"ended_at"?: string | null,"funding"?: Database["public"]['Enums']["campaign_funding"],"goal_amount"?: number,"id"?: string,"opened_at"?: string | null,"paid_amount"?: number | null,"raised_amount"?: number,"settled_at"?: string | null,"space_id"?: string,"status"?: Database["public"]['Enums']["campaign_status"],"title"?: string,"visibility"?: Database["public"]['Enums']["space_visibility"]
                  }
                  Relationships: [
                    {
      foreignKeyName: "campaigns_asset_id_fkey"
      columns: ["asset_id"]
isOneToOne: false
      referencedRelation: "assets"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "campaigns_author_id_fkey"
      columns: ["author_id"]
isOneToOne: false
      referencedRelation: "contextual_identities"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "campaigns_beneficiary_id_fkey"
      columns: ["beneficiary_id"]
isOneToOne: false
      referencedRelation: "contextual_identities"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "campaigns_space_id_fkey"
      columns: ["space_id"]
isOneToOne: false
      referencedRelation: "spaces"
      referencedColumns: ["id"]
    }
                  ]
                },"complementary_archetypes": {
                  Row: {
                    "archetype": string,"complement": string
                  }
                  ComputedFields: never
                  Insert: {
                    "archetype": string,"complement": string
                  }
                  Update: {
                    "archetype"?: string,"complement"?: string
                  }
                  Relationships: [
                    
                  ]
                },"confidentiality_settings": {
                  Row: {
                    "created_at": string,"level": Database["public"]['Enums']["confidentiality_level"],"profile_id": string,"updated_at": string
                  }
                  ComputedFields: never
                  Insert: {
                    "created_at"?: string,"level": Database["public"]['Enums']["confidentiality_level"],"profile_id": string,"updated_at"?: string
                  }
                  Update: {
                    "created_at"?: string,"level"?: Database["public"]['Enums']["confidentiality_level"],"profile_id"?: string,"updated_at"?: string
                  }
                  Relationships: [
                    {
      foreignKeyName: "confidentiality_settings_profile_id_fkey"
      columns: ["profile_id"]
isOneToOne: true
      referencedRelation: "profiles"
      referencedColumns: ["id"]
    }
                  ]
                },"connections": {
                  Row: {
                    "addressee_id": string,"decided_at": string | null,"ended_at": string | null,"id": string,"kind": Database["public"]['Enums']["connection_kind"],"message": string | null,"requested_at": string,"requester_id": string,"status": Database["public"]['Enums']["connection_status"]
                  }
                  ComputedFields: never
                  Insert: {
                    "addressee_id": string,"decided_at"?: string | null,"ended_at"?: string | null,"id"?: string,"kind": Database["public"]['Enums']["connection_kind"],"message"?: string | null,"requested_at"?: string,"requester_id": string,"status"?: Database["public"]['Enums']["connection_status"]
                  }
                  Update: {
                    "addressee_id"?: string,"decided_at"?: string | null,"ended_at"?: string | null,"id"?: string,"kind"?: Database["public"]['Enums']["connection_kind"],"message"?: string | null,"requested_at"?: string,"requester_id"?: string,"status"?: Database["public"]['Enums']["connection_status"]
                  }
                  Relationships: [
                    {
      foreignKeyName: "connections_addressee_id_fkey"
      columns: ["addressee_id"]
isOneToOne: false
      referencedRelation: "profiles"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "connections_requester_id_fkey"
      columns: ["requester_id"]
isOneToOne: false
      referencedRelation: "profiles"
      referencedColumns: ["id"]
    }
                  ]
                },"consent_purposes": {
                  Row: {
                    "created_at": string,"default_days": number,"default_level": Database["public"]['Enums']["consent_level"] | null,"description": string,"is_active": boolean,"key": string,"updated_at": string
                  }
                  ComputedFields: never
                  Insert: {
                    "created_at"?: string,"default_days": number,"default_level"?: Database["public"]['Enums']["consent_level"] | null,"description": string,"is_active"?: boolean,"key": string,"updated_at"?: string
                  }
                  Update: {
                    "created_at"?: string,"default_days"?: number,"default_level"?: Database["public"]['Enums']["consent_level"] | null,"description"?: string,"is_active"?: boolean,"key"?: string,"updated_at"?: string
                  }
                  Relationships: [
                    
                  ]
                },"consents": {
                  Row: {
                    "counterpart_id": string | null,"expires_at": string,"granted_at": string,"id": string,"level": Database["public"]['Enums']["consent_level"] | null,"profile_id": string,"purpose": string,"replaced_by": string | null,"revoked_at": string | null,"space_id": string | null
                  }
                  ComputedFields: never
                  Insert: {
                    "counterpart_id"?: string | null,"expires_at": string,"granted_at"?: string,"id"?: string,"level"?: Database["public"]['Enums']["consent_level"] | null,"profile_id": string,"purpose": string,"replaced_by"?: string | null,"revoked_at"?: string | null,"space_id"?: string | null
                  }
                  Update: {
                    "counterpart_id"?: string | null,"expires_at"?: string,"granted_at"?: string,"id"?: string,"level"?: Database["public"]['Enums']["consent_level"] | null,"profile_id"?: string,"purpose"?: string,"replaced_by"?: string | null,"revoked_at"?: string | null,"space_id"?: string | null
                  }
                  Relationships: [
                    {
      foreignKeyName: "consents_counterpart_id_fkey"
      columns: ["counterpart_id"]
isOneToOne: false
      referencedRelation: "profiles"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "consents_profile_id_fkey"
      columns: ["profile_id"]
isOneToOne: false
      referencedRelation: "profiles"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "consents_purpose_fkey"
      columns: ["purpose"]
isOneToOne: false
      referencedRelation: "consent_purposes"
      referencedColumns: ["key"]
    },{
      foreignKeyName: "consents_replaced_by_fkey"
      columns: ["replaced_by"]
isOneToOne: false
      referencedRelation: "consents"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "consents_space_id_fkey"
      columns: ["space_id"]
isOneToOne: false
      referencedRelation: "spaces"
      referencedColumns: ["id"]
    }
                  ]
                },"context_analysis_logs": {
                  Row: {
                    "analysis": string,"created_at": string,"decided_at": string | null,"decided_by": string | null,"decision_reason": string | null,"domain_code": string,"expertise_change": number,"frequency_change": number,"id": string,"input": NonNullable<Json>,"profile_id": string,"quality_change": number,"source": string,"status": Database["public"]['Enums']["context_proposal_status"]
                  }
                  ComputedFields: never
                  Insert: {
                    "analysis": string,"created_at"?: string,"decided_at"?: string | null,"decided_by"?: string | null,"decision_reason"?: string | null,"domain_code": string,"expertise_change": number,"frequency_change": number,"id"?: string,"input"?: NonNullable<Json>,"profile_id": string,"quality_change": number,"source": string,"status"?: Database["public"]['Enums']["context_proposal_status"]
                  }
                  Update: {
                    "analysis"?: string,"created_at"?: string,"decided_at"?: string | null,"decided_by"?: string | null,"decision_reason"?: string | null,"domain_code"?: string,"expertise_change"?: number,"frequency_change"?: number,"id"?: string,"input"?: NonNullable<Json>,"profile_id"?: string,"quality_change"?: number,"source"?: string,"status"?: Database["public"]['Enums']["context_proposal_status"]
                  }
                  Relationships: [
                    {
      foreignKeyName: "context_analysis_logs_decided_by_fkey"
      columns: ["decided_by"]
isOneToOne: false
      referencedRelation: "profiles"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "context_analysis_logs_domain_code_fkey"
      columns: ["domain_code"]
isOneToOne: false
      referencedRelation: "expertise_domains"
      referencedColumns: ["code"]
    },{
      foreignKeyName: "context_analysis_logs_profile_id_fkey"
      columns: ["profile_id"]
isOneToOne: false
      referencedRelation: "profiles"
      referencedColumns: ["id"]
    }
                  ]
                },"contextual_identities": {
                  Row: {
                    "avatar_path": string | null,"bio": string | null,"display_name": string | null,"id": string,"joined_at": string | null,"level": Database["public"]['Enums']["confidentiality_level"],"role": Database["public"]['Enums']["space_role"] | null,"shown_profile_id": string | null,"space_id": string,"space_visibility": Database["public"]['Enums']["space_visibility"]
                  }
                  ComputedFields: never
                  Insert: {
                    "avatar_path"?: string | null,"bio"?: string | null,"display_name"?: string | null,"id"?: string,"joined_at"?: string | null,"level": Database["public"]['Enums']["confidentiality_level"],"role"?: Database["public"]['Enums']["space_role"] | null,"shown_profile_id"?: string | null,"space_id": string,"space_visibility": Database["public"]['Enums']["space_visibility"]
                  }
                  Update: {
                    "avatar_path"?: string | null,"bio"?: string | null,"display_name"?: string | null,"id"?: string,"joined_at"?: string | null,"level"?: Database["public"]['Enums']["confidentiality_level"],"role"?: Database["public"]['Enums']["space_role"] | null,"shown_profile_id"?: string | null,"space_id"?: string,"space_visibility"?: Database["public"]['Enums']["space_visibility"]
                  }
                  Relationships: [
                    {
      foreignKeyName: "contextual_identities_shown_profile_id_fkey"
      columns: ["shown_profile_id"]
isOneToOne: false
      referencedRelation: "profiles"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "contextual_identities_space_id_fkey"
      columns: ["space_id"]
isOneToOne: false
      referencedRelation: "spaces"
      referencedColumns: ["id"]
    }
                  ]
                },"conversion_values": {
                  Row: {
                    "asset_id": string,"spread_basis_points": number,"updated_at": string,"value": number
                  }
                  ComputedFields: never
                  Insert: {
                    "asset_id": string,"spread_basis_points"?: number,"updated_at"?: string,"value": number
                  }
                  Update: {
                    "asset_id"?: string,"spread_basis_points"?: number,"updated_at"?: string,"value"?: number
                  }
                  Relationships: [
                    {
      foreignKeyName: "conversion_values_asset_id_fkey"
      columns: ["asset_id"]
isOneToOne: true
      referencedRelation: "assets"
      referencedColumns: ["id"]
    }
                  ]
                },"council_candidacies": {
                  Row: {
                    "candidate_id": string,"option_id": string | null,"proposal_id": string,"space_id": string,"statement": string,"visibility": Database["public"]['Enums']["space_visibility"]
                  }
                  ComputedFields: never
                  Insert: {
                    "candidate_id": string,"option_id"?: string | null,"proposal_id": string,"space_id": string,"statement": string,"visibility": Database["public"]['Enums']["space_visibility"]
                  }
                  Update: {
                    "candidate_id"?: string,"option_id"?: string | null,"proposal_id"?: string,"space_id"?: string,"statement"?: string,"visibility"?: Database["public"]['Enums']["space_visibility"]
                  }
                  Relationships: [
                    {
      foreignKeyName: "council_candidacies_candidate_id_fkey"
      columns: ["candidate_id"]
isOneToOne: false
      referencedRelation: "contextual_identities"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "council_candidacies_option_id_fkey"
      columns: ["option_id"]
isOneToOne: false
      referencedRelation: "poll_options"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "council_candidacies_proposal_id_fkey"
      columns: ["proposal_id"]
isOneToOne: false
      referencedRelation: "proposals"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "council_candidacies_space_id_fkey"
      columns: ["space_id"]
isOneToOne: false
      referencedRelation: "spaces"
      referencedColumns: ["id"]
    }
                  ]
                },"council_terms": {
                  Row: {
                    "council_id": string,"election_id": string,"ended_as": Database["public"]['Enums']["term_end"] | null,"ended_at": string | null,"ends_at": string,"holder_id": string,"id": string,"space_id": string,"starts_at": string,"visibility": Database["public"]['Enums']["space_visibility"]
                  }
                  ComputedFields: never
                  Insert: {
                    "council_id": string,"election_id": string,"ended_as"?: Database["public"]['Enums']["term_end"] | null,"ended_at"?: string | null,"ends_at": string,"holder_id": string,"id"?: string,"space_id": string,"starts_at": string,"visibility": Database["public"]['Enums']["space_visibility"]
                  }
                  Update: {
                    "council_id"?: string,"election_id"?: string,"ended_as"?: Database["public"]['Enums']["term_end"] | null,"ended_at"?: string | null,"ends_at"?: string,"holder_id"?: string,"id"?: string,"space_id"?: string,"starts_at"?: string,"visibility"?: Database["public"]['Enums']["space_visibility"]
                  }
                  Relationships: [
                    {
      foreignKeyName: "council_terms_council_id_fkey"
      columns: ["council_id"]
isOneToOne: false
      referencedRelation: "councils"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "council_terms_election_id_fkey"
      columns: ["election_id"]
isOneToOne: false
      referencedRelation: "proposals"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "council_terms_holder_id_fkey"
      columns: ["holder_id"]
isOneToOne: false
      referencedRelation: "contextual_identities"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "council_terms_space_id_fkey"
      columns: ["space_id"]
isOneToOne: false
      referencedRelation: "spaces"
      referencedColumns: ["id"]
    }
                  ]
                },"councils": {
                  Row: {
                    "created_at": string,"description": string,"dissolved_at": string | null,"id": string,"modality": string,"name": string,"seats": number,"space_id": string,"term_days": number,"terms_in_row": number | null,"visibility": Database["public"]['Enums']["space_visibility"]
                  }
                  ComputedFields: never
                  Insert: {
                    "created_at"?: string,"description"?: string,"dissolved_at"?: string | null,"id"?: string,"modality"?: string,"name": string,"seats": number,"space_id": string,"term_days": number,"terms_in_row"?: number | null,"visibility": Database["public"]['Enums']["space_visibility"]
                  }
                  Update: {
                    "created_at"?: string,"description"?: string,"dissolved_at"?: string | null,"id"?: string,"modality"?: string,"name"?: string,"seats"?: number,"space_id"?: string,"term_days"?: number,"terms_in_row"?: number | null,"visibility"?: Database["public"]['Enums']["space_visibility"]
                  }
                  Relationships: [
                    {
      foreignKeyName: "councils_modality_fkey"
      columns: ["modality"]
isOneToOne: false
      referencedRelation: "vote_modalities"
      referencedColumns: ["code"]
    },{
      foreignKeyName: "councils_space_id_fkey"
      columns: ["space_id"]
isOneToOne: false
      referencedRelation: "spaces"
      referencedColumns: ["id"]
    }
                  ]
                },"credit_cycles": {
                  Row: {
                    "credits": number,"ends_at": string,"id": string,"space_id": string,"starts_at": string
                  }
                  ComputedFields: never
                  Insert: {
                    "credits": number,"ends_at": string,"id"?: string,"space_id": string,"starts_at": string
                  }
                  Update: {
                    "credits"?: number,"ends_at"?: string,"id"?: string,"space_id"?: string,"starts_at"?: string
                  }
                  Relationships: [
                    {
      foreignKeyName: "credit_cycles_space_id_fkey"
      columns: ["space_id"]
isOneToOne: false
      referencedRelation: "spaces"
      referencedColumns: ["id"]
    }
                  ]
                },"delegations": {
                  Row: {
                    "created_at": string,"delegate_id": string,"delegator_id": string,"domain_code": string | null,"ended_on": string | null,"id": string,"space_id": string
                  }
                  ComputedFields: never
                  Insert: {
                    "created_at"?: string,"delegate_id": string,"delegator_id": string,"domain_code"?: string | null,"ended_on"?: string | null,"id"?: string,"space_id": string
                  }
                  Update: {
                    "created_at"?: string,"delegate_id"?: string,"delegator_id"?: string,"domain_code"?: string | null,"ended_on"?: string | null,"id"?: string,"space_id"?: string
                  }
                  Relationships: [
                    {
      foreignKeyName: "delegations_delegate_id_fkey"
      columns: ["delegate_id"]
isOneToOne: false
      referencedRelation: "contextual_identities"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "delegations_delegator_id_fkey"
      columns: ["delegator_id"]
isOneToOne: false
      referencedRelation: "contextual_identities"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "delegations_domain_code_fkey"
      columns: ["domain_code"]
isOneToOne: false
      referencedRelation: "expertise_domains"
      referencedColumns: ["code"]
    },{
      foreignKeyName: "delegations_space_id_fkey"
      columns: ["space_id"]
isOneToOne: false
      referencedRelation: "spaces"
      referencedColumns: ["id"]
    }
                  ]
                },"demurrage_rules": {
                  Row: {
                    "asset_id": string,"basis_points": number,"created_at": string,"due_on": string,"is_active": boolean,"period": Database["public"]['Enums']["economy_period"],"space_id": string | null,"threshold": number,"updated_at": string
                  }
                  ComputedFields: never
                  Insert: {
                    "asset_id": string,"basis_points": number,"created_at"?: string,"due_on": string,"is_active"?: boolean,"period": Database["public"]['Enums']["economy_period"],"space_id"?: string | null,"threshold": number,"updated_at"?: string
                  }
                  Update: {
                    "asset_id"?: string,"basis_points"?: number,"created_at"?: string,"due_on"?: string,"is_active"?: boolean,"period"?: Database["public"]['Enums']["economy_period"],"space_id"?: string | null,"threshold"?: number,"updated_at"?: string
                  }
                  Relationships: [
                    {
      foreignKeyName: "demurrage_rules_asset_id_fkey"
      columns: ["asset_id"]
isOneToOne: true
      referencedRelation: "assets"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "demurrage_rules_space_id_fkey"
      columns: ["space_id"]
isOneToOne: false
      referencedRelation: "spaces"
      referencedColumns: ["id"]
    }
                  ]
                },"disputes": {
                  Row: {
                    "amount": number,"booked_amount": number,"bookings": number,"decided_at": string | null,"due_at": string | null,"id": string,"opened_at": string,"payment_id": string,"profile_id": string | null,"reason": string,"space_id": string,"status": Database["public"]['Enums']["dispute_status"]
                  }
                  ComputedFields: never
                  Insert: {
                    "amount": number,"booked_amount"?: number,"bookings"?: number,"decided_at"?: string | null,"due_at"?: string | null,"id"?: string,"opened_at": string,"payment_id": string,"profile_id"?: string | null,"reason": string,"space_id": string,"status": Database["public"]['Enums']["dispute_status"]
                  }
                  Update: {
                    "amount"?: number,"booked_amount"?: number,"bookings"?: number,"decided_at"?: string | null,"due_at"?: string | null,"id"?: string,"opened_at"?: string,"payment_id"?: string,"profile_id"?: string | null,"reason"?: string,"space_id"?: string,"status"?: Database["public"]['Enums']["dispute_status"]
                  }
                  Relationships: [
                    {
      foreignKeyName: "disputes_payment_id_fkey"
      columns: ["payment_id"]
isOneToOne: false
      referencedRelation: "payments"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "disputes_profile_id_fkey"
      columns: ["profile_id"]
isOneToOne: false
      referencedRelation: "profiles"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "disputes_space_id_fkey"
      columns: ["space_id"]
isOneToOne: false
      referencedRelation: "spaces"
      referencedColumns: ["id"]
    }
                  ]
                },"donations": {
                  Row: {
                    "amount": number,"asset_id": string,"given_on": string | null,"id": string,"is_anonymous": boolean,"message": string,"payment_id": string,"profile_id": string | null,"shown_identity_id": string | null,"space_id": string,"status": Database["public"]['Enums']["donation_status"],"target_id": string | null,"target_type": string | null
                  }
                  ComputedFields: never
                  Insert: {
                    "amount": number,"asset_id": string,"given_on"?: string | null,"id"?: string,"is_anonymous": boolean,"message"?: string,"payment_id": string,"profile_id"?: string | null,"shown_identity_id"?: string | null,"space_id": string,"status"?: Database["public"]['Enums']["donation_status"],"target_id"?: string | null,"target_type"?: string | null
                  }
                  Update: {
                    "amount"?: number,"asset_id"?: string,"given_on"?: string | null,"id"?: string,"is_anonymous"?: boolean,"message"?: string,"payment_id"?: string,"profile_id"?: string | null,"shown_identity_id"?: string | null,"space_id"?: string,"status"?: Database["public"]['Enums']["donation_status"],"target_id"?: string | null,"target_type"?: string | null
                  }
                  Relationships: [
                    {
      foreignKeyName: "donations_asset_id_fkey"
      columns: ["asset_id"]
isOneToOne: false
      referencedRelation: "assets"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "donations_payment_id_fkey"
      columns: ["payment_id"]
isOneToOne: true
      referencedRelation: "payments"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "donations_profile_id_fkey"
      columns: ["profile_id"]
isOneToOne: false
      referencedRelation: "profiles"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "donations_shown_identity_id_fkey"
      columns: ["shown_identity_id"]
isOneToOne: false
      referencedRelation: "contextual_identities"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "donations_space_id_fkey"
      columns: ["space_id"]
isOneToOne: false
      referencedRelation: "spaces"
      referencedColumns: ["id"]
    }
                  ]
                },"eligibility_rules": {
                  Row: {
                    "description": string,"name": string
                  }
                  ComputedFields: never
                  Insert: {
                    "description": string,"name": string
                  }
                  Update: {
                    "description"?: string,"name"?: string
                  }
                  Relationships: [
                    
                  ]
                },"emerging_experts": {
                  Row: {
                    "base_score": number,"domain_code": string,"flagged_at": string,"id": number,"lapsed_at": string | null,"profile_id": string,"score": number
                  }
                  ComputedFields: never
                  Insert: {
                    "base_score": number,"domain_code": string,"flagged_at"?: string,"id"?: never,"lapsed_at"?: string | null,"profile_id": string,"score": number
                  }
                  Update: {
                    "base_score"?: number,"domain_code"?: string,"flagged_at"?: string,"id"?: never,"lapsed_at"?: string | null,"profile_id"?: string,"score"?: number
                  }
                  Relationships: [
                    {
      foreignKeyName: "emerging_experts_domain_code_fkey"
      columns: ["domain_code"]
isOneToOne: false
      referencedRelation: "expertise_domains"
      referencedColumns: ["code"]
    },{
      foreignKeyName: "emerging_experts_profile_id_fkey"
      columns: ["profile_id"]
isOneToOne: false
      referencedRelation: "profiles"
      referencedColumns: ["id"]
    }
                  ]
                },"ethics_events": {
                  Row: {
                    "amount": number,"ends_id": number | null,"evidence": NonNullable<Json>,"id": number,"kind": Database["public"]['Enums']["ethics_event_kind"],"profile_id": string,"reason": string,"recorded_at": string,"source": string
                  }
                  ComputedFields: never
                  Insert: {
                    "amount": number,"ends_id"?: number | null,"evidence"?: NonNullable<Json>,"id"?: never,"kind": Database["public"]['Enums']["ethics_event_kind"],"profile_id": string,"reason": string,"recorded_at"?: string,"source": string
                  }
                  Update: {
                    "amount"?: number,"ends_id"?: number | null,"evidence"?: NonNullable<Json>,"id"?: never,"kind"?: Database["public"]['Enums']["ethics_event_kind"],"profile_id"?: string,"reason"?: string,"recorded_at"?: string,"source"?: string
                  }
                  Relationships: [
                    {
      foreignKeyName: "ethics_events_ends_id_fkey"
      columns: ["ends_id"]
isOneToOne: true
      referencedRelation: "ethics_events"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "ethics_events_profile_id_fkey"
      columns: ["profile_id"]
isOneToOne: false
      referencedRelation: "profiles"
      referencedColumns: ["id"]
    }
                  ]
                },"ethics_scores": {
                  Row: {
                    "created_at": string,"evidence": NonNullable<Json>,"multiplier": number,"profile_id": string,"reason": string,"updated_at": string
                  }
                  ComputedFields: never
                  Insert: {
                    "created_at"?: string,"evidence"?: NonNullable<Json>,"multiplier"?: number,"profile_id": string,"reason": string,"updated_at"?: string
                  }
                  Update: {
                    "created_at"?: string,"evidence"?: NonNullable<Json>,"multiplier"?: number,"profile_id"?: string,"reason"?: string,"updated_at"?: string
                  }
                  Relationships: [
                    {
      foreignKeyName: "ethics_scores_profile_id_fkey"
      columns: ["profile_id"]
isOneToOne: true
      referencedRelation: "profiles"
      referencedColumns: ["id"]
    }
                  ]
                },"expertise_domains": {
                  Row: {
                    "code": string,"level": number,"name": string,"parent_code": string | null,"path": unknown
                  }
                  ComputedFields: never
                  Insert: {
                    "code": string,"level"?: never,"name": string,"parent_code"?: never,"path"?: never
                  }
                  Update: {
                    "code"?: string,"level"?: never,"name"?: string,"parent_code"?: never,"path"?: never
                  }
                  Relationships: [
                    {
      foreignKeyName: "expertise_domains_parent_code_fkey"
      columns: ["parent_code"]
isOneToOne: false
      referencedRelation: "expertise_domains"
      referencedColumns: ["code"]
    }
                  ]
                },"expertise_events": {
                  Row: {
                    "domain_code": string,"evidence": NonNullable<Json>,"expertise": number,"frequency": number,"id": number,"kind": Database["public"]['Enums']["evidence_kind"],"occurred_at": string,"profile_id": string,"quality": number,"reason": string,"recorded_at": string,"retracts_id": number | null,"source": string | null
                  }
                  ComputedFields: never
                  Insert: {
                    "domain_code": string,"evidence"?: NonNullable<Json>,"expertise": number,"frequency": number,"id"?: never,"kind": Database["public"]['Enums']["evidence_kind"],"occurred_at": string,"profile_id": string,"quality": number,"reason": string,"recorded_at"?: string,"retracts_id"?: number | null,"source"?: string | null
                  }
                  Update: {
                    "domain_code"?: string,"evidence"?: NonNullable<Json>,"expertise"?: number,"frequency"?: number,"id"?: never,"kind"?: Database["public"]['Enums']["evidence_kind"],"occurred_at"?: string,"profile_id"?: string,"quality"?: number,"reason"?: string,"recorded_at"?: string,"retracts_id"?: number | null,"source"?: string | null
                  }
                  Relationships: [
                    {
      foreignKeyName: "expertise_events_domain_code_fkey"
      columns: ["domain_code"]
isOneToOne: false
      referencedRelation: "expertise_domains"
      referencedColumns: ["code"]
    },{
      foreignKeyName: "expertise_events_profile_id_fkey"
      columns: ["profile_id"]
isOneToOne: false
      referencedRelation: "profiles"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "expertise_events_retracts_id_fkey"
      columns: ["retracts_id"]
isOneToOne: true
      referencedRelation: "expertise_events"
      referencedColumns: ["id"]
    }
                  ]
                },"expertise_scores": {
                  Row: {
                    "axis_weights": (number)[],"created_at": string,"domain_code": string,"evidence": NonNullable<Json>,"evidence_at": string,"expertise": number,"frequency": number,"half_life_days": number,"id": string,"profile_id": string,"quality": number,"raw_score": number,"reason": string,"updated_at": string,"weighted_score": number
                  }
                  ComputedFields: never
                  Insert: {
                    "axis_weights": (number)[],"created_at"?: string,"domain_code": string,"evidence"?: NonNullable<Json>,"evidence_at"?: string,"expertise": number,"frequency": number,"half_life_days": number,"id"?: string,"profile_id": string,"quality": number,"raw_score"?: never,"reason": string,"updated_at"?: string,"weighted_score": number
                  }
                  Update: {
                    "axis_weights"?: (number)[],"created_at"?: string,"domain_code"?: string,"evidence"?: NonNullable<Json>,"evidence_at"?: string,"expertise"?: number,"frequency"?: number,"half_life_days"?: number,"id"?: string,"profile_id"?: string,"quality"?: number,"raw_score"?: never,"reason"?: string,"updated_at"?: string,"weighted_score"?: number
                  }
                  Relationships: [
                    {
      foreignKeyName: "expertise_scores_domain_code_fkey"
      columns: ["domain_code"]
isOneToOne: false
      referencedRelation: "expertise_domains"
      referencedColumns: ["code"]
    },{
      foreignKeyName: "expertise_scores_profile_id_fkey"
      columns: ["profile_id"]
isOneToOne: false
      referencedRelation: "profiles"
      referencedColumns: ["id"]
    }
                  ]
                },"feature_dependencies": {
                  Row: {
                    "flag": string,"requires": string
                  }
                  ComputedFields: never
                  Insert: {
                    "flag": string,"requires": string
                  }
                  Update: {
                    "flag"?: string,"requires"?: string
                  }
                  Relationships: [
                    {
      foreignKeyName: "feature_dependencies_flag_fkey"
      columns: ["flag"]
isOneToOne: false
      referencedRelation: "feature_flags"
      referencedColumns: ["key"]
    },{
      foreignKeyName: "feature_dependencies_requires_fkey"
      columns: ["requires"]
isOneToOne: false
      referencedRelation: "feature_flags"
      referencedColumns: ["key"]
    }
                  ]
                },"feature_flag_audit": {
                  Row: {
                    "after": Json | null,"before": Json | null,"changed_at": string,"changed_by": string | null,"flag": string,"id": number,"requires": string | null,"space_id": string | null
                  }
                  ComputedFields: never
                  Insert: {
                    "after"?: Json | null,"before"?: Json | null,"changed_at"?: string,"changed_by"?: string | null,"flag": string,"id"?: never,"requires"?: string | null,"space_id"?: string | null
                  }
                  Update: {
                    "after"?: Json | null,"before"?: Json | null,"changed_at"?: string,"changed_by"?: string | null,"flag"?: string,"id"?: never,"requires"?: string | null,"space_id"?: string | null
                  }
                  Relationships: [
                    {
      foreignKeyName: "feature_flag_audit_changed_by_fkey"
      columns: ["changed_by"]
isOneToOne: false
      referencedRelation: "profiles"
      referencedColumns: ["id"]
    }
                  ]
                },"feature_flags": {
                  Row: {
                    "config": NonNullable<Json>,"created_at": string,"description": string,"is_enabled": boolean,"is_public": boolean,"is_space_tunable": boolean,"key": string,"required": (string)[],"rollout_percent": number,"updated_at": string
                  }
                  ComputedFields: never
                  Insert: {
                    "config"?: NonNullable<Json>,"created_at"?: string,"description": string,"is_enabled"?: boolean,"is_public"?: boolean,"is_space_tunable"?: boolean,"key": string,"required"?: (string)[],"rollout_percent"?: number,"updated_at"?: string
                  }
                  Update: {
                    "config"?: NonNullable<Json>,"created_at"?: string,"description"?: string,"is_enabled"?: boolean,"is_public"?: boolean,"is_space_tunable"?: boolean,"key"?: string,"required"?: (string)[],"rollout_percent"?: number,"updated_at"?: string
                  }
                  Relationships: [
                    
                  ]
                },"file_uploads": {
                  Row: {
                    "bucket": string,"content_type": string,"created_at": string,"description": string,"id": string,"path": string,"profile_id": string,"resource_id": string | null,"resource_type": string | null,"size": number,"space_id": string | null,"title": string,"visibility": Database["public"]['Enums']["file_visibility"]
                  }
                  ComputedFields: never
                  Insert: {
                    "bucket": string,"content_type": string,"created_at"?: string,"description": string,"id"?: string,"path": string,"profile_id": string,"resource_id"?: string | null,"resource_type"?: string | null,"size": number,"space_id"?: string | null,"title": string,"visibility": Database["public"]['Enums']["file_visibility"]
                  }
                  Update: {
                    "bucket"?: string,"content_type"?: string,"created_at"?: string,"description"?: string,"id"?: string,"path"?: string,"profile_id"?: string,"resource_id"?: string | null,"resource_type"?: string | null,"size"?: number,"space_id"?: string | null,"title"?: string,"visibility"?: Database["public"]['Enums']["file_visibility"]
                  }
                  Relationships: [
                    {
      foreignKeyName: "file_uploads_profile_id_fkey"
      columns: ["profile_id"]
isOneToOne: false
      referencedRelation: "profiles"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "file_uploads_space_id_fkey"
      columns: ["space_id"]
isOneToOne: false
      referencedRelation: "spaces"
      referencedColumns: ["id"]
    }
                  ]
                },"governance_templates": {
                  Row: {
                    "code": string,"created_at": string,"deliberation_days": number,"description": string,"eligibility": NonNullable<Json>,"id": string,"lens": Database["public"]['Enums']["poll_lens"],"lens_settings": NonNullable<Json>,"live_results": boolean,"minimum_role": Database["public"]['Enums']["space_role"],"modality": string | null,"name": string,"parameters": NonNullable<Json>,"quorum_bps": number,"relevance": NonNullable<Json>,"revisable": boolean,"secrecy": Database["public"]['Enums']["poll_secrecy"],"space_id": string | null,"strong_consensus_bps": number,"threshold_bps": number,"updated_at": string,"voting_days": number
                  }
                  ComputedFields: never
                  Insert: {
                    "code": string,"created_at"?: string,"deliberation_days"?: number,"description"?: string,"eligibility"?: NonNullable<Json>,"id"?: string,"lens"?: Database["public"]['Enums']["poll_lens"],"lens_settings"?: NonNullable<Json>,"live_results"?: boolean,"minimum_role"?: Database["public"]['Enums']["space_role"],"modality"?: string | null,"name": string,"parameters"?: NonNullable<Json>,"quorum_bps"?: number,"relevance"?: NonNullable<Json>,"revisable"?: boolean,"secrecy"?: Database["public"]['Enums']["poll_secrecy"],"space_id"?: string | null,"strong_consensus_bps"?: number,"threshold_bps"?: number,"updated_at"?: string,"voting_days"?: number
                  }
                  Update: {
                    "code"?: string,"created_at"?: string,"deliberation_days"?: number,"description"?: string,"eligibility"?: NonNullable<Json>,"id"?: string,"lens"?: Database["public"]['Enums']["poll_lens"],"lens_settings"?: NonNullable<Json>,"live_results"?: boolean,"minimum_role"?: Database["public"]['Enums']["space_role"],"modality"?: string | null,"name"?: string,"parameters"?: NonNullable<Json>,"quorum_bps"?: number,"relevance"?: NonNullable<Json>,"revisable"?: boolean,"secrecy"?: Database["public"]['Enums']["poll_secrecy"],"space_id"?: string | null,"strong_consensus_bps"?: number,"threshold_bps"?: number,"updated_at"?: string,"voting_days"?: number
                  }
                  Relationships: [
                    {
      foreignKeyName: "governance_templates_modality_fkey"
      columns: ["modality"]
isOneToOne: false
      referencedRelation: "vote_modalities"
      referencedColumns: ["code"]
    },{
      foreignKeyName: "governance_templates_space_id_fkey"
      columns: ["space_id"]
isOneToOne: false
      referencedRelation: "spaces"
      referencedColumns: ["id"]
    }
                  ]
                },"handle_history": {
                  Row: {
                    "handle": string,"profile_id": string,"used_from": string,"used_until": string | null
                  }
                  ComputedFields: never
                  Insert: {
                    "handle": string,"profile_id": string,"used_from"?: string,"used_until"?: string | null
                  }
                  Update: {
                    "handle"?: string,"profile_id"?: string,"used_from"?: string,"used_until"?: string | null
                  }
                  Relationships: [
                    {
      foreignKeyName: "handle_history_profile_id_fkey"
      columns: ["profile_id"]
isOneToOne: false
      referencedRelation: "profiles"
      referencedColumns: ["id"]
    }
                  ]
                },"hour_entries": {
                  Row: {
                    "author_id": string,"created_at": string,"decided_at": string | null,"decided_by": string | null,"description": string,"hundredths": number,"id": string,"receiver_id": string | null,"request_key": string,"space_id": string,"status": Database["public"]['Enums']["hour_status"],"worked_on": string
                  }
                  ComputedFields: never
                  Insert: {
                    "author_id": string,"created_at"?: string,"decided_at"?: string | null,"decided_by"?: string | null,"description": string,"hundredths": number,"id"?: string,"receiver_id"?: string | null,"request_key": string,"space_id": string,"status"?: Database["public"]['Enums']["hour_status"],"worked_on": string
                  }
                  Update: {
                    "author_id"?: string,"created_at"?: string,"decided_at"?: string | null,"decided_by"?: string | null,"description"?: string,"hundredths"?: number,"id"?: string,"receiver_id"?: string | null,"request_key"?: string,"space_id"?: string,"status"?: Database["public"]['Enums']["hour_status"],"worked_on"?: string
                  }
                  Relationships: [
                    {
      foreignKeyName: "hour_entries_author_id_fkey"
      columns: ["author_id"]
isOneToOne: false
      referencedRelation: "contextual_identities"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "hour_entries_decided_by_fkey"
      columns: ["decided_by"]
isOneToOne: false
      referencedRelation: "contextual_identities"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "hour_entries_receiver_id_fkey"
      columns: ["receiver_id"]
isOneToOne: false
      referencedRelation: "contextual_identities"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "hour_entries_space_id_fkey"
      columns: ["space_id"]
isOneToOne: false
      referencedRelation: "spaces"
      referencedColumns: ["id"]
    }
                  ]
                },"invite_codes": {
                  Row: {
                    "code": string,"created_at": string,"created_by": string | null,"email": string | null,"expires_at": string | null,"id": string,"max_uses": number,"note": string,"request_key": string | null,"revoked_at": string | null,"role": Database["public"]['Enums']["space_role"],"space_id": string,"uses": number
                  }
                  ComputedFields: never
                  Insert: {
                    "code": string,"created_at"?: string,"created_by"?: string | null,"email"?: string | null,"expires_at"?: string | null,"id"?: string,"max_uses"?: number,"note"?: string,"request_key"?: string | null,"revoked_at"?: string | null,"role"?: Database["public"]['Enums']["space_role"],"space_id": string,"uses"?: number
                  }
                  Update: {
                    "code"?: string,"created_at"?: string,"created_by"?: string | null,"email"?: string | null,"expires_at"?: string | null,"id"?: string,"max_uses"?: number,"note"?: string,"request_key"?: string | null,"revoked_at"?: string | null,"role"?: Database["public"]['Enums']["space_role"],"space_id"?: string,"uses"?: number
                  }
                  Relationships: [
                    {
      foreignKeyName: "invite_codes_created_by_fkey"
      columns: ["created_by"]
isOneToOne: false
      referencedRelation: "profiles"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "invite_codes_space_id_fkey"
      columns: ["space_id"]
isOneToOne: false
      referencedRelation: "spaces"
      referencedColumns: ["id"]
    }
                  ]
                },"invite_redemptions": {
                  Row: {
                    "code_id": string,"profile_id": string,"redeemed_at": string,"space_id": string
                  }
                  ComputedFields: never
                  Insert: {
                    "code_id": string,"profile_id": string,"redeemed_at"?: string,"space_id": string
                  }
                  Update: {
                    "code_id"?: string,"profile_id"?: string,"redeemed_at"?: string,"space_id"?: string
                  }
                  Relationships: [
                    {
      foreignKeyName: "invite_redemptions_code_id_fkey"
      columns: ["code_id"]
isOneToOne: false
      referencedRelation: "invite_codes"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "invite_redemptions_profile_id_fkey"
      columns: ["profile_id"]
isOneToOne: false
      referencedRelation: "profiles"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "invite_redemptions_space_id_fkey"
      columns: ["space_id"]
isOneToOne: false
      referencedRelation: "spaces"
      referencedColumns: ["id"]
    }
                  ]
                },"ledger_accounts": {
                  Row: {
                    "allow_negative": boolean,"asset_id": string,"balance": number,"book_id": string,"closed_at": string | null,"created_at": string,"held": number,"id": string,"kind": Database["public"]['Enums']["ledger_account_kind"],"owner": Database["public"]['Enums']["ledger_owner"],"owner_profile_id": string | null,"owner_space_id": string | null,"purpose": string,"version": number
                  }
                  ComputedFields: never
                  Insert: {
                    "allow_negative": boolean,"asset_id": string,"balance"?: number,"book_id": string,"closed_at"?: string | null,"created_at"?: string,"held"?: number,"id"?: string,"kind": Database["public"]['Enums']["ledger_account_kind"],"owner": Database["public"]['Enums']["ledger_owner"],"owner_profile_id"?: string | null,"owner_space_id"?: string | null,"purpose": string,"version"?: number
                  }
                  Update: {
                    "allow_negative"?: boolean,"asset_id"?: string,"balance"?: number,"book_id"?: string,"closed_at"?: string | null,"created_at"?: string,"held"?: number,"id"?: string,"kind"?: Database["public"]['Enums']["ledger_account_kind"],"owner"?: Database["public"]['Enums']["ledger_owner"],"owner_profile_id"?: string | null,"owner_space_id"?: string | null,"purpose"?: string,"version"?: number
                  }
                  Relationships: [
                    {
      foreignKeyName: "ledger_accounts_asset_id_fkey"
      columns: ["asset_id"]
isOneToOne: false
      referencedRelation: "assets"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "ledger_accounts_owner_profile_id_fkey"
      columns: ["owner_profile_id"]
isOneToOne: false
      referencedRelation: "profiles"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "ledger_accounts_owner_space_id_fkey"
      columns: ["owner_space_id"]
isOneToOne: false
      referencedRelation: "spaces"
      referencedColumns: ["id"]
    }
                  ]
                },"ledger_holds": {
                  Row: {
                    "account_id": string,"amount": number,"created_at": string,"expires_at": string | null,"id": string,"idempotency_key": string,"purpose": string,"reference": string | null,"settled_at": string | null,"status": Database["public"]['Enums']["hold_status"],"transaction_id": string | null
                  }
                  ComputedFields: never
                  Insert: {
                    "account_id": string,"amount": number,"created_at"?: string,"expires_at"?: string | null,"id"?: string,"idempotency_key": string,"purpose": string,"reference"?: string | null,"settled_at"?: string | null,"status"?: Database["public"]['Enums']["hold_status"],"transaction_id"?: string | null
                  }
                  Update: {
                    "account_id"?: string,"amount"?: number,"created_at"?: string,"expires_at"?: string | null,"id"?: string,"idempotency_key"?: string,"purpose"?: string,"reference"?: string | null,"settled_at"?: string | null,"status"?: Database["public"]['Enums']["hold_status"],"transaction_id"?: string | null
                  }
                  Relationships: [
                    {
      foreignKeyName: "ledger_holds_account_id_fkey"
      columns: ["account_id"]
isOneToOne: false
      referencedRelation: "ledger_accounts"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "ledger_holds_account_id_fkey"
      columns: ["account_id"]
isOneToOne: false
      referencedRelation: "wallets"
      referencedColumns: ["account_id"]
    }
                  ]
                },"matching_entries": {
                  Row: {
                    "amount": number | null,"campaign_id": string,"round_id": string,"space_id": string,"visibility": Database["public"]['Enums']["space_visibility"]
                  }
                  ComputedFields: never
                  Insert: {
                    "amount"?: number | null,"campaign_id": string,"round_id": string,"space_id": string,"visibility": Database["public"]['Enums']["space_visibility"]
                  }
                  Update: {
                    "amount"?: number | null,"campaign_id"?: string,"round_id"?: string,"space_id"?: string,"visibility"?: Database["public"]['Enums']["space_visibility"]
                  }
                  Relationships: [
                    {
      foreignKeyName: "matching_entries_campaign_id_fkey"
      columns: ["campaign_id"]
isOneToOne: true
      referencedRelation: "campaigns"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "matching_entries_round_id_fkey"
      columns: ["round_id"]
isOneToOne: false
      referencedRelation: "matching_rounds"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "matching_entries_space_id_fkey"
      columns: ["space_id"]
isOneToOne: false
      referencedRelation: "spaces"
      referencedColumns: ["id"]
    }
                  ]
                },"matching_rounds": {
                  Row: {
                    "asset_id": string,"cap_amount": number | null,"created_at": string,"eligibility": NonNullable<Json>,"ended_at": string | null,"ends_at": string,"id": string,"pot_amount": number,"space_id": string,"status": Database["public"]['Enums']["matching_status"],"title": string,"visibility": Database["public"]['Enums']["space_visibility"]
                  }
                  ComputedFields: never
                  Insert: {
                    "asset_id": string,"cap_amount"?: number | null,"created_at"?: string,"eligibility"?: NonNullable<Json>,"ended_at"?: string | null,"ends_at": string,"id"?: string,"pot_amount"?: number,"space_id": string,"status"?: Database["public"]['Enums']["matching_status"],"title": string,"visibility": Database["public"]['Enums']["space_visibility"]
                  }
                  Update: {
                    "asset_id"?: string,"cap_amount"?: number | null,"created_at"?: string,"eligibility"?: NonNullable<Json>,"ended_at"?: string | null,"ends_at"?: string,"id"?: string,"pot_amount"?: number,"space_id"?: string,"status"?: Database["public"]['Enums']["matching_status"],"title"?: string,"visibility"?: Database["public"]['Enums']["space_visibility"]
                  }
                  Relationships: [
                    {
      foreignKeyName: "matching_rounds_asset_id_fkey"
      columns: ["asset_id"]
isOneToOne: false
      referencedRelation: "assets"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "matching_rounds_space_id_fkey"
      columns: ["space_id"]
isOneToOne: false
      referencedRelation: "spaces"
      referencedColumns: ["id"]
    }
                  ]
                },"payment_events": {
                  Row: {
                    "account_digests": (string)[] | null,"attempts": number,"due_at": string | null,"event_id": string,"happened_at": string,"id": number,"is_live": boolean,"key_version": number | null,"last_error": string | null,"object": Json | null,"payment_id": string | null,"provider": Database["public"]['Enums']["payment_provider"],"reason": string | null,"received_at": string,"sealed_body": string | null,"settled_at": string | null,"status": Database["public"]['Enums']["payment_event_status"],"type": string,"waits_for": string | null
                  }
                  ComputedFields: never
                  Insert: {
                    "account_digests"?: (string)[] | null,"attempts": number,"due_at"?: string | null,"event_id": string,"happened_at": string,"id"?: never,"is_live": boolean,"key_version"?: number | null,"last_error"?: string | null,"object"?: Json | null,"payment_id"?: string | null,"provider": Database["public"]['Enums']["payment_provider"],"reason"?: string | null,"received_at"?: string,"sealed_body"?: string | null,"settled_at"?: string | null,"status": Database["public"]['Enums']["payment_event_status"],"type": string,"waits_for"?: string | null
                  }
                  Update: {
                    "account_digests"?: (string)[] | null,"attempts"?: number,"due_at"?: string | null,"event_id"?: string,"happened_at"?: string,"id"?: never,"is_live"?: boolean,"key_version"?: number | null,"last_error"?: string | null,"object"?: Json | null,"payment_id"?: string | null,"provider"?: Database["public"]['Enums']["payment_provider"],"reason"?: string | null,"received_at"?: string,"sealed_body"?: string | null,"settled_at"?: string | null,"status"?: Database["public"]['Enums']["payment_event_status"],"type"?: string,"waits_for"?: string | null
                  }
                  Relationships: [
                    {
      foreignKeyName: "payment_events_payment_id_fkey"
      columns: ["payment_id"]
isOneToOne: false
      referencedRelation: "payments"
      referencedColumns: ["id"]
    }
                  ]
                },"payment_methods": {
                  Row: {
                    "brand": string | null,"created_at": string,"customer_id": number,"expires_on": string | null,"id": string,"is_default": boolean,"last4": string | null,"profile_id": string,"provider": Database["public"]['Enums']["payment_provider"]
                  }
                  ComputedFields: never
                  Insert: {
                    "brand"?: string | null,"created_at"?: string,"customer_id": number,"expires_on"?: string | null,"id"?: string,"is_default": boolean,"last4"?: string | null,"profile_id": string,"provider": Database["public"]['Enums']["payment_provider"]
                  }
                  Update: {
                    "brand"?: string | null,"created_at"?: string,"customer_id"?: number,"expires_on"?: string | null,"id"?: string,"is_default"?: boolean,"last4"?: string | null,"profile_id"?: string,"provider"?: Database["public"]['Enums']["payment_provider"]
                  }
                  Relationships: [
                    {
      foreignKeyName: "payment_methods_profile_id_fkey"
      columns: ["profile_id"]
isOneToOne: false
      referencedRelation: "profiles"
      referencedColumns: ["id"]
    }
                  ]
                },"payment_terms": {
                  Row: {
                    "asset_id": string,"basis_points": number,"fixed_amount": number,"id": string,"maximum_amount": number,"minimum_amount": number,"set_at": string,"space_id": string | null
                  }
                  ComputedFields: never
                  Insert: {
                    "asset_id": string,"basis_points": number,"fixed_amount": number,"id"?: string,"maximum_amount": number,"minimum_amount": number,"set_at"?: string,"space_id"?: string | null
                  }
                  Update: {
                    "asset_id"?: string,"basis_points"?: number,"fixed_amount"?: number,"id"?: string,"maximum_amount"?: number,"minimum_amount"?: number,"set_at"?: string,"space_id"?: string | null
                  }
                  Relationships: [
                    {
      foreignKeyName: "payment_terms_asset_id_fkey"
      columns: ["asset_id"]
isOneToOne: false
      referencedRelation: "assets"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "payment_terms_space_id_fkey"
      columns: ["space_id"]
isOneToOne: false
      referencedRelation: "spaces"
      referencedColumns: ["id"]
    }
                  ]
                },"payments": {
                  Row: {
                    "amount": number,"asset_id": string,"created_at": string,"description": string,"disputed_amount": number,"failure": string | null,"fee_amount": number,"has_page": boolean,"id": string,"identity_id": string | null,"is_fee_covered": boolean,"profile_id": string | null,"provider": Database["public"]['Enums']["payment_provider"],"purpose": Database["public"]['Enums']["payment_purpose"],"refunded_amount": number,"request_hash": string,"request_key": string,"settled_at": string | null,"space_id": string,"status": Database["public"]['Enums']["payment_status"],"target_id": string | null,"total_amount": number
                  }
                  ComputedFields: never
                  Insert: {
                    "amount": number,"asset_id": string,"created_at"?: string,"description": string,"disputed_amount"?: number,"failure"?: string | null,"fee_amount": number,"has_page": boolean,"id"?: string,"identity_id"?: string | null,"is_fee_covered": boolean,"profile_id"?: string | null,"provider": Database["public"]['Enums']["payment_provider"],"purpose": Database["public"]['Enums']["payment_purpose"],"refunded_amount"?: number,"request_hash": string,"request_key": string,"settled_at"?: string | null,"space_id": string,"status"?: Database["public"]['Enums']["payment_status"],"target_id"?: string | null,"total_amount"?: never
                  }
                  Update: {
                    "amount"?: number,"asset_id"?: string,"created_at"?: string,"description"?: string,"disputed_amount"?: number,"failure"?: string | null,"fee_amount"?: number,"has_page"?: boolean,"id"?: string,"identity_id"?: string | null,"is_fee_covered"?: boolean,"profile_id"?: string | null,"provider"?: Database["public"]['Enums']["payment_provider"],"purpose"?: Database["public"]['Enums']["payment_purpose"],"refunded_amount"?: number,"request_hash"?: string,"request_key"?: string,"settled_at"?: string | null,"space_id"?: string,"status"?: Database["public"]['Enums']["payment_status"],"target_id"?: string | null,"total_amount"?: never
                  }
                  Relationships: [
                    {
      foreignKeyName: "payments_asset_id_fkey"
      columns: ["asset_id"]
isOneToOne: false
      referencedRelation: "assets"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "payments_identity_id_fkey"
      columns: ["identity_id"]
isOneToOne: false
      referencedRelation: "contextual_identities"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "payments_profile_id_fkey"
      columns: ["profile_id"]
isOneToOne: false
      referencedRelation: "profiles"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "payments_space_id_fkey"
      columns: ["space_id"]
isOneToOne: false
      referencedRelation: "spaces"
      referencedColumns: ["id"]
    }
                  ]
                },"payout_accounts": {
                  Row: {
                    "asked_at": string,"asset_id": string,"closed_at": string | null,"country": string,"created_at": string,"id": string,"missing": (string)[],"profile_id": string | null,"provider": Database["public"]['Enums']["payment_provider"],"space_id": string | null,"status": Database["public"]['Enums']["payout_account_status"]
                  }
                  ComputedFields: never
                  Insert: {
                    "asked_at"?: string,"asset_id": string,"closed_at"?: string | null,"country": string,"created_at"?: string,"id"?: string,"missing"?: (string)[],"profile_id"?: string | null,"provider": Database["public"]['Enums']["payment_provider"],"space_id"?: string | null,"status"?: Database["public"]['Enums']["payout_account_status"]
                  }
                  Update: {
                    "asked_at"?: string,"asset_id"?: string,"closed_at"?: string | null,"country"?: string,"created_at"?: string,"id"?: string,"missing"?: (string)[],"profile_id"?: string | null,"provider"?: Database["public"]['Enums']["payment_provider"],"space_id"?: string | null,"status"?: Database["public"]['Enums']["payout_account_status"]
                  }
                  Relationships: [
                    {
      foreignKeyName: "payout_accounts_asset_id_fkey"
      columns: ["asset_id"]
isOneToOne: false
      referencedRelation: "assets"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "payout_accounts_profile_id_fkey"
      columns: ["profile_id"]
isOneToOne: false
      referencedRelation: "profiles"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "payout_accounts_space_id_fkey"
      columns: ["space_id"]
isOneToOne: false
      referencedRelation: "spaces"
      referencedColumns: ["id"]
    }
                  ]
                },"payout_jobs": {
                  Row: {
                    "amount": number,"asset_id": string,"attempts": number,"created_at": string,"due_at": string,"failure": string | null,"hold_id": string | null,"id": string,"payout_account_id": string,"profile_id": string | null,"refusals": number,"request_key": string,"requested_by": string | null,"returned_amount": number,"settled_at": string | null,"space_id": string | null,"status": Database["public"]['Enums']["payout_status"]
                  }
                  ComputedFields: never
                  Insert: {
                    "amount": number,"asset_id": string,"attempts"?: number,"created_at"?: string,"due_at"?: string,"failure"?: string | null,"hold_id"?: string | null,"id"?: string,"payout_account_id": string,"profile_id"?: string | null,"refusals"?: number,"request_key": string,"requested_by"?: string | null,"returned_amount"?: number,"settled_at"?: string | null,"space_id"?: string | null,"status"?: Database["public"]['Enums']["payout_status"]
                  }
                  Update: {
                    "amount"?: number,"asset_id"?: string,"attempts"?: number,"created_at"?: string,"due_at"?: string,"failure"?: string | null,"hold_id"?: string | null,"id"?: string,"payout_account_id"?: string,"profile_id"?: string | null,"refusals"?: number,"request_key"?: string,"requested_by"?: string | null,"returned_amount"?: number,"settled_at"?: string | null,"space_id"?: string | null,"status"?: Database["public"]['Enums']["payout_status"]
                  }
                  Relationships: [
                    {
      foreignKeyName: "payout_jobs_asset_id_fkey"
      columns: ["asset_id"]
isOneToOne: false
      referencedRelation: "assets"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "payout_jobs_hold_id_fkey"
      columns: ["hold_id"]
isOneToOne: false
      referencedRelation: "ledger_holds"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "payout_jobs_payout_account_id_fkey"
      columns: ["payout_account_id"]
isOneToOne: false
      referencedRelation: "payout_accounts"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "payout_jobs_profile_id_fkey"
      columns: ["profile_id"]
isOneToOne: false
      referencedRelation: "profiles"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "payout_jobs_requested_by_fkey"
      columns: ["requested_by"]
isOneToOne: false
      referencedRelation: "profiles"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "payout_jobs_space_id_fkey"
      columns: ["space_id"]
isOneToOne: false
      referencedRelation: "spaces"
      referencedColumns: ["id"]
    }
                  ]
                },"payout_terms": {
                  Row: {
                    "asset_id": string,"maximum_amount": number,"minimum_amount": number,"set_at": string
                  }
                  ComputedFields: never
                  Insert: {
                    "asset_id": string,"maximum_amount": number,"minimum_amount": number,"set_at"?: string
                  }
                  Update: {
                    "asset_id"?: string,"maximum_amount"?: number,"minimum_amount"?: number,"set_at"?: string
                  }
                  Relationships: [
                    {
      foreignKeyName: "payout_terms_asset_id_fkey"
      columns: ["asset_id"]
isOneToOne: true
      referencedRelation: "assets"
      referencedColumns: ["id"]
    }
                  ]
                },"pci_consents": {
                  Row: {
                    "details": NonNullable<Json>,"expires_at": string,"granted_at": string,"id": string,"level": Database["public"]['Enums']["consent_level"],"profile_id": string,"replaced_by": string | null,"revoked_at": string | null,"scope": Database["public"]['Enums']["pci_scope"]
                  }
                  ComputedFields: never
                  Insert: {
                    "details"?: NonNullable<Json>,"expires_at": string,"granted_at"?: string,"id"?: string,"level": Database["public"]['Enums']["consent_level"],"profile_id": string,"replaced_by"?: string | null,"revoked_at"?: string | null,"scope": Database["public"]['Enums']["pci_scope"]
                  }
                  Update: {
                    "details"?: NonNullable<Json>,"expires_at"?: string,"granted_at"?: string,"id"?: string,"level"?: Database["public"]['Enums']["consent_level"],"profile_id"?: string,"replaced_by"?: string | null,"revoked_at"?: string | null,"scope"?: Database["public"]['Enums']["pci_scope"]
                  }
                  Relationships: [
                    {
      foreignKeyName: "pci_consents_profile_id_fkey"
      columns: ["profile_id"]
isOneToOne: false
      referencedRelation: "profiles"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "pci_consents_replaced_by_fkey"
      columns: ["replaced_by"]
isOneToOne: false
      referencedRelation: "pci_consents"
      referencedColumns: ["id"]
    }
                  ]
                },"pci_profiles": {
                  Row: {
                    "calibration": NonNullable<Json>,"created_at": string,"interaction_preferences": NonNullable<Json>,"profile_id": string,"updated_at": string
                  }
                  ComputedFields: never
                  Insert: {
                    "calibration"?: NonNullable<Json>,"created_at"?: string,"interaction_preferences"?: NonNullable<Json>,"profile_id"?: string,"updated_at"?: string
                  }
                  Update: {
                    "calibration"?: NonNullable<Json>,"created_at"?: string,"interaction_preferences"?: NonNullable<Json>,"profile_id"?: string,"updated_at"?: string
                  }
                  Relationships: [
                    {
      foreignKeyName: "pci_profiles_profile_id_fkey"
      columns: ["profile_id"]
isOneToOne: true
      referencedRelation: "profiles"
      referencedColumns: ["id"]
    }
                  ]
                },"permission_changes": {
                  Row: {
                    "changed_at": string,"changed_by": string | null,"id": number,"is_allowed": boolean | null,"permission": string,"role": Database["public"]['Enums']["space_role"],"space_id": string,"was_allowed": boolean | null
                  }
                  ComputedFields: never
                  Insert: {
                    "changed_at"?: string,"changed_by"?: string | null,"id"?: never,"is_allowed"?: boolean | null,"permission": string,"role": Database["public"]['Enums']["space_role"],"space_id": string,"was_allowed"?: boolean | null
                  }
                  Update: {
                    "changed_at"?: string,"changed_by"?: string | null,"id"?: never,"is_allowed"?: boolean | null,"permission"?: string,"role"?: Database["public"]['Enums']["space_role"],"space_id"?: string,"was_allowed"?: boolean | null
                  }
                  Relationships: [
                    {
      foreignKeyName: "permission_changes_changed_by_fkey"
      columns: ["changed_by"]
isOneToOne: false
      referencedRelation: "profiles"
      referencedColumns: ["id"]
    }
                  ]
                },"permissions": {
                  Row: {
                    "action": Database["public"]['Enums']["permission_action"],"description": string,"feature": string,"is_tunable": boolean,"key": string,"least_role": Database["public"]['Enums']["space_role"],"scope": Database["public"]['Enums']["permission_scope"]
                  }
                  ComputedFields: never
                  Insert: {
                    "action": Database["public"]['Enums']["permission_action"],"description": string,"feature": string,"is_tunable": boolean,"key": string,"least_role": Database["public"]['Enums']["space_role"],"scope"?: Database["public"]['Enums']["permission_scope"]
                  }
                  Update: {
                    "action"?: Database["public"]['Enums']["permission_action"],"description"?: string,"feature"?: string,"is_tunable"?: boolean,"key"?: string,"least_role"?: Database["public"]['Enums']["space_role"],"scope"?: Database["public"]['Enums']["permission_scope"]
                  }
                  Relationships: [
                    
                  ]
                },"pledges": {
                  Row: {
                    "amount": number,"asset_id": string,"is_anonymous": boolean,"message": string,"period": Database["public"]['Enums']["charge_period"],"profile_id": string | null,"shown_identity_id": string | null,"space_id": string,"standing_order_id": string,"started_on": string | null,"status": Database["public"]['Enums']["pledge_status"]
                  }
                  ComputedFields: never
                  Insert: {
                    "amount": number,"asset_id": string,"is_anonymous": boolean,"message"?: string,"period": Database["public"]['Enums']["charge_period"],"profile_id"?: string | null,"shown_identity_id"?: string | null,"space_id": string,"standing_order_id": string,"started_on"?: string | null,"status"?: Database["public"]['Enums']["pledge_status"]
                  }
                  Update: {
                    "amount"?: number,"asset_id"?: string,"is_anonymous"?: boolean,"message"?: string,"period"?: Database["public"]['Enums']["charge_period"],"profile_id"?: string | null,"shown_identity_id"?: string | null,"space_id"?: string,"standing_order_id"?: string,"started_on"?: string | null,"status"?: Database["public"]['Enums']["pledge_status"]
                  }
                  Relationships: [
                    {
      foreignKeyName: "pledges_asset_id_fkey"
      columns: ["asset_id"]
isOneToOne: false
      referencedRelation: "assets"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "pledges_profile_id_fkey"
      columns: ["profile_id"]
isOneToOne: false
      referencedRelation: "profiles"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "pledges_shown_identity_id_fkey"
      columns: ["shown_identity_id"]
isOneToOne: false
      referencedRelation: "contextual_identities"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "pledges_space_id_fkey"
      columns: ["space_id"]
isOneToOne: false
      referencedRelation: "spaces"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "pledges_standing_order_id_fkey"
      columns: ["standing_order_id"]
isOneToOne: true
      referencedRelation: "standing_orders"
      referencedColumns: ["id"]
    }
                  ]
                },"poll_events": {
                  Row: {
                    "author_id": string,"id": number,"kind": Database["public"]['Enums']["poll_event_kind"],"occurred_at": string,"poll_id": string,"reading_id": string | null,"reason": string,"space_id": string,"visibility": Database["public"]['Enums']["space_visibility"]
                  }
                  ComputedFields: never
                  Insert: {
                    "author_id": string,"id"?: never,"kind": Database["public"]['Enums']["poll_event_kind"],"occurred_at"?: string,"poll_id": string,"reading_id"?: string | null,"reason": string,"space_id": string,"visibility": Database["public"]['Enums']["space_visibility"]
                  }
                  Update: {
                    "author_id"?: string,"id"?: never,"kind"?: Database["public"]['Enums']["poll_event_kind"],"occurred_at"?: string,"poll_id"?: string,"reading_id"?: string | null,"reason"?: string,"space_id"?: string,"visibility"?: Database["public"]['Enums']["space_visibility"]
                  }
                  Relationships: [
                    {
      foreignKeyName: "poll_events_author_id_fkey"
      columns: ["author_id"]
isOneToOne: false
      referencedRelation: "contextual_identities"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "poll_events_poll_id_fkey"
      columns: ["poll_id"]
isOneToOne: false
      referencedRelation: "polls"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "poll_events_reading_id_fkey"
      columns: ["reading_id"]
isOneToOne: false
      referencedRelation: "poll_results"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "poll_events_space_id_fkey"
      columns: ["space_id"]
isOneToOne: false
      referencedRelation: "spaces"
      referencedColumns: ["id"]
    }
                  ]
                },"poll_options": {
                  Row: {
                    "description": string,"id": string,"label": string,"poll_id": string,"poll_status": Database["public"]['Enums']["poll_status"],"position": number,"space_id": string,"visibility": Database["public"]['Enums']["space_visibility"]
                  }
                  ComputedFields: never
                  Insert: {
                    "description"?: string,"id"?: string,"label": string,"poll_id": string,"poll_status": Database["public"]['Enums']["poll_status"],"position": number,"space_id": string,"visibility": Database["public"]['Enums']["space_visibility"]
                  }
                  Update: {
                    "description"?: string,"id"?: string,"label"?: string,"poll_id"?: string,"poll_status"?: Database["public"]['Enums']["poll_status"],"position"?: number,"space_id"?: string,"visibility"?: Database["public"]['Enums']["space_visibility"]
                  }
                  Relationships: [
                    {
      foreignKeyName: "poll_options_poll_id_fkey"
      columns: ["poll_id"]
isOneToOne: false
      referencedRelation: "polls"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "poll_options_space_id_fkey"
      columns: ["space_id"]
isOneToOne: false
      referencedRelation: "spaces"
      referencedColumns: ["id"]
    }
                  ]
                },"poll_results": {
                  Row: {
                    "agreement_bps": number | null,"ballot_count": number,"ballots_root": string,"changes_winner": boolean | null,"computed_at": string,"eligible_count": number,"engine_version": string,"experts": Json | null,"id": string,"invalidated_reason": string | null,"is_baseline": boolean,"lens": Database["public"]['Enums']["poll_lens"],"lens_definition": NonNullable<Json>,"lens_hash": string,"poll_id": string,"poll_status": Database["public"]['Enums']["poll_status"],"result": NonNullable<Json>,"snapshot_hash": string | null,"space_id": string,"status": Database["public"]['Enums']["reading_status"],"strong_consensus": boolean,"superseded_by": string | null,"total_weight": number,"visibility": Database["public"]['Enums']["space_visibility"],"warnings": (string)[],"winners": (number)[]
                  }
                  ComputedFields: never
                  Insert: {
                    "agreement_bps"?: number | null,"ballot_count": number,"ballots_root": string,"changes_winner"?: boolean | null,"computed_at"?: string,"eligible_count": number,"engine_version": string,"experts"?: Json | null,"id"?: string,"invalidated_reason"?: string | null,"is_baseline"?: never,"lens": Database["public"]['Enums']["poll_lens"],"lens_definition": NonNullable<Json>,"lens_hash": string,"poll_id": string,"poll_status": Database["public"]['Enums']["poll_status"],"result": NonNullable<Json>,"snapshot_hash"?: string | null,"space_id": string,"status"?: Database["public"]['Enums']["reading_status"],"strong_consensus"?: boolean,"superseded_by"?: string | null,"total_weight": number,"visibility": Database["public"]['Enums']["space_visibility"],"warnings"?: (string)[],"winners": (number)[]
                  }
                  Update: {
                    "agreement_bps"?: number | null,"ballot_count"?: number,"ballots_root"?: string,"changes_winner"?: boolean | null,"computed_at"?: string,"eligible_count"?: number,"engine_version"?: string,"experts"?: Json | null,"id"?: string,"invalidated_reason"?: string | null,"is_baseline"?: never,"lens"?: Database["public"]['Enums']["poll_lens"],"lens_definition"?: NonNullable<Json>,"lens_hash"?: string,"poll_id"?: string,"poll_status"?: Database["public"]['Enums']["poll_status"],"result"?: NonNullable<Json>,"snapshot_hash"?: string | null,"space_id"?: string,"status"?: Database["public"]['Enums']["reading_status"],"strong_consensus"?: boolean,"superseded_by"?: string | null,"total_weight"?: number,"visibility"?: Database["public"]['Enums']["space_visibility"],"warnings"?: (string)[],"winners"?: (number)[]
                  }
                  Relationships: [
                    {
      foreignKeyName: "poll_results_poll_id_fkey"
      columns: ["poll_id"]
isOneToOne: false
      referencedRelation: "polls"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "poll_results_space_id_fkey"
      columns: ["space_id"]
isOneToOne: false
      referencedRelation: "spaces"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "poll_results_superseded_by_fkey"
      columns: ["superseded_by"]
isOneToOne: false
      referencedRelation: "poll_results"
      referencedColumns: ["id"]
    }
                  ]
                },"poll_stakes": {
                  Row: {
                    "amount": number,"asset_id": string,"hold_id": string,"poll_id": string,"profile_id": string,"staked_at": string
                  }
                  ComputedFields: never
                  Insert: {
                    "amount": number,"asset_id": string,"hold_id": string,"poll_id": string,"profile_id": string,"staked_at"?: string
                  }
                  Update: {
                    "amount"?: number,"asset_id"?: string,"hold_id"?: string,"poll_id"?: string,"profile_id"?: string,"staked_at"?: string
                  }
                  Relationships: [
                    {
      foreignKeyName: "poll_stakes_asset_id_fkey"
      columns: ["asset_id"]
isOneToOne: false
      referencedRelation: "assets"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "poll_stakes_hold_id_fkey"
      columns: ["hold_id"]
isOneToOne: false
      referencedRelation: "ledger_holds"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "poll_stakes_poll_id_fkey"
      columns: ["poll_id"]
isOneToOne: false
      referencedRelation: "polls"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "poll_stakes_profile_id_fkey"
      columns: ["profile_id"]
isOneToOne: false
      referencedRelation: "profiles"
      referencedColumns: ["id"]
    }
                  ]
                },"polls": {
                  Row: {
                    "author_id": string,"cancelled_at": string | null,"closed_at": string | null,"closes_at": string | null,"compared_lenses": NonNullable<Json>,"created_at": string,"description": string,"eligibility": NonNullable<Json>,"eligible_count": number | null,"expert_cuts": Json | null,"frozen_lens": Json | null,"further_rules": (string)[],"id": string,"import_electorate": number | null,"import_source": string | null,"joined_before": string | null,"lens": Database["public"]['Enums']["poll_lens"],"lens_settings": NonNullable<Json>,"live_results": boolean,"minimum_role": Database["public"]['Enums']["space_role"],"modality": string,"opened_at": string | null,"opens_at": string | null,"option_count": number | null,"parameters": NonNullable<Json>,"published_at": string | null,"quorum_bps": number,"relevance": NonNullable<Json>,"revisable": boolean,"seats": number,"secrecy": Database["public"]['Enums']["poll_secrecy"],"space_id": string,"status": Database["public"]['Enums']["poll_status"],"strong_consensus_bps": number,"tallied_at": string | null,"target_id": string | null,"target_type": string | null,"threshold_bps": number,"tie_seed": string | null,"title": string,"updated_at": string,"visibility": Database["public"]['Enums']["space_visibility"],"voting_days": number
                  }
                  ComputedFields: never
                  Insert: {
                    "author_id": string,"cancelled_at"?: string | null,"closed_at"?: string | null,"closes_at"?: string | null,"compared_lenses"?: NonNullable<Json>,"created_at"?: string,"description"?: string,"eligibility"?: NonNullable<Json>,"eligible_count"?: number | null,"expert_cuts"?: Json | null,"frozen_lens"?: Json | null,"further_rules"?: (string)[],"id"?: string,"import_electorate"?: number | null,"import_source"?: string | null,"joined_before"?: string | null,"lens"?: Database["public"]['Enums']["poll_lens"],"lens_settings"?: NonNullable<Json>,"live_results"?: boolean,"minimum_role"?: Database["public"]['Enums']["space_role"],"modality": string,"opened_at"?: string | null,"opens_at"?: string | null,"option_count"?: number | null,"parameters"?: NonNullable<Json>,"published_at"?: string | null,"quorum_bps"?: number,"relevance"?: NonNullable<Json>,"revisable"?: boolean,"seats"?: number,"secrecy"?: Database["public"]['Enums']["poll_secrecy"],"space_id": string,"status"?: Database["public"]['Enums']["poll_status"],"strong_consensus_bps"?: number,"tallied_at"?: string | null,"target_id"?: string | null,"target_type"?: string | null,"threshold_bps"?: number,"tie_seed"?: string | null,"title": string,"updated_at"?: string,"visibility": Database["public"]['Enums']["space_visibility"],"voting_days"?: number
                  }
                  Update: {
                    "author_id"?: string,"cancelled_at"?: string | null,"closed_at"?: string | null,"closes_at"?: string | null,"compared_lenses"?: NonNullable<Json>,"created_at"?: string,"description"?: string,"eligibility"?: NonNullable<Json>,"eligible_count"?: number | null,"expert_cuts"?: Json | null,"frozen_lens"?: Json | null,"further_rules"?: (string)[],"id"?: string,"import_electorate"?: number | null,"import_source"?: string | null,"joined_before"?: string | null,"lens"?: Database["public"]['Enums']["poll_lens"],"lens_settings"?: NonNullable<Json>,"live_results"?: boolean,"minimum_role"?: Database["public"]['Enums']["space_role"],"modality"?: string,"opened_at"?: string | null,"opens_at"?: string | null,"option_count"?: number | null,"parameters"?: NonNullable<Json>,"published_at"?: string | null,"quorum_bps"?: number,"relevance"?: NonNullable<Json>,"revisable"?: boolean,"seats"?: number,"secrecy"?: Database["public"]['Enums']["poll_secrecy"],"space_id"?: string,"status"?: Database["public"]['Enums']["poll_status"],"strong_consensus_bps"?: number,"tallied_at"?: string | null,"target_id"?: string | null,"target_type"?: string | null,"threshold_bps"?: number,"tie_seed"?: string | null,"title"?: string,"updated_at"?: string,"visibility"?: Database["public"]['Enums']["space_visibility"],"voting_days"?: number
                  }
                  Relationships: [
                    {
      foreignKeyName: "polls_author_id_fkey"
      columns: ["author_id"]
isOneToOne: false
      referencedRelation: "contextual_identities"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "polls_modality_fkey"
      columns: ["modality"]
isOneToOne: false
      referencedRelation: "vote_modalities"
      referencedColumns: ["code"]
    },{
      foreignKeyName: "polls_space_id_fkey"
      columns: ["space_id"]
isOneToOne: false
      referencedRelation: "spaces"
      referencedColumns: ["id"]
    }
                  ]
                },"profiles": {
                  Row: {
                    "avatar_path": string | null,"bio": string,"created_at": string,"display_name": string,"erased_at": string | null,"global_role": Database["public"]['Enums']["space_role"],"handle": string | null,"id": string,"last_active_at": string | null,"locale": string,"location": string,"onboarded_at": string | null,"timezone": string,"updated_at": string,"website": string | null
                  }
                  ComputedFields: never
                  Insert: {
                    "avatar_path"?: string | null,"bio"?: string,"created_at"?: string,"display_name"?: string,"erased_at"?: string | null,"global_role"?: Database["public"]['Enums']["space_role"],"handle"?: string | null,"id": string,"last_active_at"?: string | null,"locale"?: string,"location"?: string,"onboarded_at"?: string | null,"timezone"?: string,"updated_at"?: string,"website"?: string | null
                  }
                  Update: {
                    "avatar_path"?: string | null,"bio"?: string,"created_at"?: string,"display_name"?: string,"erased_at"?: string | null,"global_role"?: Database["public"]['Enums']["space_role"],"handle"?: string | null,"id"?: string,"last_active_at"?: string | null,"locale"?: string,"location"?: string,"onboarded_at"?: string | null,"timezone"?: string,"updated_at"?: string,"website"?: string | null
                  }
                  Relationships: [
                    
                  ]
                },"proposal_revisions": {
                  Row: {
                    "author_id": string,"body": string,"number": number,"proposal_id": string,"revised_at": string,"space_id": string,"title": string,"visibility": Database["public"]['Enums']["space_visibility"]
                  }
                  ComputedFields: never
                  Insert: {
                    "author_id": string,"body": string,"number": number,"proposal_id": string,"revised_at"?: string,"space_id": string,"title": string,"visibility": Database["public"]['Enums']["space_visibility"]
                  }
                  Update: {
                    "author_id"?: string,"body"?: string,"number"?: number,"proposal_id"?: string,"revised_at"?: string,"space_id"?: string,"title"?: string,"visibility"?: Database["public"]['Enums']["space_visibility"]
                  }
                  Relationships: [
                    {
      foreignKeyName: "proposal_revisions_author_id_fkey"
      columns: ["author_id"]
isOneToOne: false
      referencedRelation: "contextual_identities"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "proposal_revisions_proposal_id_fkey"
      columns: ["proposal_id"]
isOneToOne: false
      referencedRelation: "proposals"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "proposal_revisions_space_id_fkey"
      columns: ["space_id"]
isOneToOne: false
      referencedRelation: "spaces"
      referencedColumns: ["id"]
    }
                  ]
                },"proposal_seconds": {
                  Row: {
                    "author_id": string,"proposal_id": string,"seconded_at": string,"space_id": string,"visibility": Database["public"]['Enums']["space_visibility"]
                  }
                  ComputedFields: never
                  Insert: {
                    "author_id": string,"proposal_id": string,"seconded_at"?: string,"space_id": string,"visibility": Database["public"]['Enums']["space_visibility"]
                  }
                  Update: {
                    "author_id"?: string,"proposal_id"?: string,"seconded_at"?: string,"space_id"?: string,"visibility"?: Database["public"]['Enums']["space_visibility"]
                  }
                  Relationships: [
                    {
      foreignKeyName: "proposal_seconds_author_id_fkey"
      columns: ["author_id"]
isOneToOne: false
      referencedRelation: "contextual_identities"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "proposal_seconds_proposal_id_fkey"
      columns: ["proposal_id"]
isOneToOne: false
      referencedRelation: "proposals"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "proposal_seconds_space_id_fkey"
      columns: ["space_id"]
isOneToOne: false
      referencedRelation: "spaces"
      referencedColumns: ["id"]
    }
                  ]
                },"proposals": {
                  Row: {
                    "author_id": string,"body": string,"council_id": string | null,"created_at": string,"deliberates_until": string | null,"ended_at": string | null,"id": string,"is_constitutional": boolean,"kind": Database["public"]['Enums']["proposal_kind"],"poll_id": string | null,"poll_rules": Json | null,"quorum_bps": number | null,"recalls_id": string | null,"revision": number,"seconds_needed": number | null,"space_id": string,"stake": number,"stake_asset_id": string | null,"stake_kept_if_rejected": boolean,"stake_status": Database["public"]['Enums']["stake_status"] | null,"status": Database["public"]['Enums']["proposal_status"],"submissions": number,"submitted_at": string | null,"template": string | null,"threshold_bps": number | null,"title": string,"updated_at": string,"visibility": Database["public"]['Enums']["space_visibility"],"voting_days": number | null
                  }
                  ComputedFields: never
                  Insert: {
                    "author_id": string,"body": string,"council_id"?: string | null,"created_at"?: string,"deliberates_until"?: string | null,"ended_at"?: string | null,"id"?: string,"is_constitutional"?: boolean,"kind": Database["public"]['Enums']["proposal_kind"],"poll_id"?: string | null,"poll_rules"?: Json | null,"quorum_bps"?: number | null,"recalls_id"?: string | null,"revision"?: number,"seconds_needed"?: number | null,"space_id": string,"stake"?: number,"stake_asset_id"?: string | null,"stake_kept_if_rejected"?: boolean,"stake_status"?: Database["public"]['Enums']["stake_status"] | null,"status"?: Database["public"]['Enums']["proposal_status"],"submissions"?: number,"submitted_at"?: string | null,"template"?: string | null,"threshold_bps"?: number | null,"title": string,"updated_at"?: string,"visibility": Database["public"]['Enums']["space_visibility"],"voting_days"?: number | null
                  }
                  Update: {
                    "author_id"?: string,"body"?: string,"council_id"?: string | null,"created_at"?: string,"deliberates_until"?: string | null,"ended_at"?: string | null,"id"?: string,"is_constitutional"?: boolean,"kind"?: Database["public"]['Enums']["proposal_kind"],"poll_id"?: string | null,"poll_rules"?: Json | null,"quorum_bps"?: number | null,"recalls_id"?: string | null,"revision"?: number,"seconds_needed"?: number | null,"space_id"?: string,"stake"?: number,"stake_asset_id"?: string | null,"stake_kept_if_rejected"?: boolean,"stake_status"?: Database["public"]['Enums']["stake_status"] | null,"status"?: Database["public"]['Enums']["proposal_status"],"submissions"?: number,"submitted_at"?: string | null,"template"?: string | null,"threshold_bps"?: number | null,"title"?: string,"updated_at"?: string,"visibility"?: Database["public"]['Enums']["space_visibility"],"voting_days"?: number | null
                  }
                  Relationships: [
                    {
      foreignKeyName: "proposals_author_id_fkey"
      columns: ["author_id"]
isOneToOne: false
      referencedRelation: "contextual_identities"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "proposals_council_id_fkey"
      columns: ["council_id"]
isOneToOne: false
      referencedRelation: "councils"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "proposals_poll_id_fkey"
      columns: ["poll_id"]
isOneToOne: true
      referencedRelation: "polls"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "proposals_recalls_id_fkey"
      columns: ["recalls_id"]
isOneToOne: false
      referencedRelation: "council_terms"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "proposals_space_id_fkey"
      columns: ["space_id"]
isOneToOne: false
      referencedRelation: "spaces"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "proposals_stake_asset_id_fkey"
      columns: ["stake_asset_id"]
isOneToOne: false
      referencedRelation: "assets"
      referencedColumns: ["id"]
    }
                  ]
                },"receipts": {
                  Row: {
                    "html": string,"id": string,"issued_at": string,"number": number,"payer_name": string | null,"payment_id": string,"profile_id": string | null,"space_id": string,"year": number
                  }
                  ComputedFields: never
                  Insert: {
                    "html": string,"id"?: string,"issued_at"?: string,"number": number,"payer_name"?: string | null,"payment_id": string,"profile_id"?: string | null,"space_id": string,"year": number
                  }
                  Update: {
                    "html"?: string,"id"?: string,"issued_at"?: string,"number"?: number,"payer_name"?: string | null,"payment_id"?: string,"profile_id"?: string | null,"space_id"?: string,"year"?: number
                  }
                  Relationships: [
                    {
      foreignKeyName: "receipts_payment_id_fkey"
      columns: ["payment_id"]
isOneToOne: true
      referencedRelation: "payments"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "receipts_profile_id_fkey"
      columns: ["profile_id"]
isOneToOne: false
      referencedRelation: "profiles"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "receipts_space_id_fkey"
      columns: ["space_id"]
isOneToOne: false
      referencedRelation: "spaces"
      referencedColumns: ["id"]
    }
                  ]
                },"reconciliation_findings": {
                  Row: {
                    "actual": number,"asset_id": string,"expected": number,"found_at": string,"gone_at": string | null,"id": string,"kind": Database["public"]['Enums']["finding_kind"],"moved_at": string,"provider": Database["public"]['Enums']["payment_provider"],"reference": string,"resolution": string | null,"resolved_at": string | null,"resolved_by": string | null
                  }
                  ComputedFields: never
                  Insert: {
                    "actual": number,"asset_id": string,"expected": number,"found_at"?: string,"gone_at"?: string | null,"id"?: string,"kind": Database["public"]['Enums']["finding_kind"],"moved_at": string,"provider": Database["public"]['Enums']["payment_provider"],"reference": string,"resolution"?: string | null,"resolved_at"?: string | null,"resolved_by"?: string | null
                  }
                  Update: {
                    "actual"?: number,"asset_id"?: string,"expected"?: number,"found_at"?: string,"gone_at"?: string | null,"id"?: string,"kind"?: Database["public"]['Enums']["finding_kind"],"moved_at"?: string,"provider"?: Database["public"]['Enums']["payment_provider"],"reference"?: string,"resolution"?: string | null,"resolved_at"?: string | null,"resolved_by"?: string | null
                  }
                  Relationships: [
                    {
      foreignKeyName: "reconciliation_findings_asset_id_fkey"
      columns: ["asset_id"]
isOneToOne: false
      referencedRelation: "assets"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "reconciliation_findings_resolved_by_fkey"
      columns: ["resolved_by"]
isOneToOne: false
      referencedRelation: "profiles"
      referencedColumns: ["id"]
    }
                  ]
                },"referrals": {
                  Row: {
                    "created_at": string,"how": Database["public"]['Enums']["referral_source"],"referred_id": string,"referrer_id": string | null
                  }
                  ComputedFields: never
                  Insert: {
                    "created_at"?: string,"how": Database["public"]['Enums']["referral_source"],"referred_id": string,"referrer_id"?: string | null
                  }
                  Update: {
                    "created_at"?: string,"how"?: Database["public"]['Enums']["referral_source"],"referred_id"?: string,"referrer_id"?: string | null
                  }
                  Relationships: [
                    {
      foreignKeyName: "referrals_referred_id_fkey"
      columns: ["referred_id"]
isOneToOne: true
      referencedRelation: "profiles"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "referrals_referrer_id_fkey"
      columns: ["referrer_id"]
isOneToOne: false
      referencedRelation: "profiles"
      referencedColumns: ["id"]
    }
                  ]
                },"refunds": {
                  Row: {
                    "amount": number,"booked_amount": number,"bookings": number,"created_at": string,"failure": string | null,"hold_id": string | null,"id": string,"payment_id": string,"profile_id": string | null,"reason": Database["public"]['Enums']["refund_reason"],"request_key": string | null,"requested_by": string | null,"settled_at": string | null,"space_id": string,"status": Database["public"]['Enums']["refund_status"]
                  }
                  ComputedFields: never
                  Insert: {
                    "amount": number,"booked_amount"?: number,"bookings"?: number,"created_at"?: string,"failure"?: string | null,"hold_id"?: string | null,"id"?: string,"payment_id": string,"profile_id"?: string | null,"reason": Database["public"]['Enums']["refund_reason"],"request_key"?: string | null,"requested_by"?: string | null,"settled_at"?: string | null,"space_id": string,"status"?: Database["public"]['Enums']["refund_status"]
                  }
                  Update: {
                    "amount"?: number,"booked_amount"?: number,"bookings"?: number,"created_at"?: string,"failure"?: string | null,"hold_id"?: string | null,"id"?: string,"payment_id"?: string,"profile_id"?: string | null,"reason"?: Database["public"]['Enums']["refund_reason"],"request_key"?: string | null,"requested_by"?: string | null,"settled_at"?: string | null,"space_id"?: string,"status"?: Database["public"]['Enums']["refund_status"]
                  }
                  Relationships: [
                    {
      foreignKeyName: "refunds_hold_id_fkey"
      columns: ["hold_id"]
isOneToOne: false
      referencedRelation: "ledger_holds"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "refunds_payment_id_fkey"
      columns: ["payment_id"]
isOneToOne: false
      referencedRelation: "payments"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "refunds_profile_id_fkey"
      columns: ["profile_id"]
isOneToOne: false
      referencedRelation: "profiles"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "refunds_requested_by_fkey"
      columns: ["requested_by"]
isOneToOne: false
      referencedRelation: "profiles"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "refunds_space_id_fkey"
      columns: ["space_id"]
isOneToOne: false
      referencedRelation: "spaces"
      referencedColumns: ["id"]
    }
                  ]
                },"resonance_configurations": {
                  Row: {
                    "archetypes_bps": number,"created_at": string,"good_from_bps": number,"high_from_bps": number,"narrative_bps": number,"note": string,"some_from_bps": number,"temporal_bps": number,"traits_bps": number,"trust_bps": number,"values_bps": number,"version": number
                  }
                  ComputedFields: never
                  Insert: {
                    "archetypes_bps": number,"created_at"?: string,"good_from_bps"?: number,"high_from_bps"?: number,"narrative_bps": number,"note"?: string,"some_from_bps"?: number,"temporal_bps": number,"traits_bps": number,"trust_bps": number,"values_bps": number,"version"?: never
                  }
                  Update: {
                    "archetypes_bps"?: number,"created_at"?: string,"good_from_bps"?: number,"high_from_bps"?: number,"narrative_bps"?: number,"note"?: string,"some_from_bps"?: number,"temporal_bps"?: number,"traits_bps"?: number,"trust_bps"?: number,"values_bps"?: number,"version"?: never
                  }
                  Relationships: [
                    
                  ]
                },"reward_rules": {
                  Row: {
                    "action": string,"asset_id": string,"base": number,"created_at": string,"daily_amount": number | null,"daily_grants": number | null,"halved_above": number | null,"has_streak": boolean,"id": string,"is_active": boolean,"premium_percent": number,"space_id": string | null,"sunday": number,"superachiever_percent": number,"updated_at": string
                  }
                  ComputedFields: never
                  Insert: {
                    "action": string,"asset_id": string,"base": number,"created_at"?: string,"daily_amount"?: number | null,"daily_grants"?: number | null,"halved_above"?: number | null,"has_streak"?: boolean,"id"?: string,"is_active"?: boolean,"premium_percent"?: number,"space_id"?: string | null,"sunday": number,"superachiever_percent"?: number,"updated_at"?: string
                  }
                  Update: {
                    "action"?: string,"asset_id"?: string,"base"?: number,"created_at"?: string,"daily_amount"?: number | null,"daily_grants"?: number | null,"halved_above"?: number | null,"has_streak"?: boolean,"id"?: string,"is_active"?: boolean,"premium_percent"?: number,"space_id"?: string | null,"sunday"?: number,"superachiever_percent"?: number,"updated_at"?: string
                  }
                  Relationships: [
                    {
      foreignKeyName: "reward_rules_asset_id_fkey"
      columns: ["asset_id"]
isOneToOne: false
      referencedRelation: "assets"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "reward_rules_space_id_fkey"
      columns: ["space_id"]
isOneToOne: false
      referencedRelation: "spaces"
      referencedColumns: ["id"]
    }
                  ]
                },"role_permissions": {
                  Row: {
                    "is_allowed": boolean,"permission": string,"role": Database["public"]['Enums']["space_role"],"space_id": string,"tuned_at": string
                  }
                  ComputedFields: never
                  Insert: {
                    "is_allowed": boolean,"permission": string,"role": Database["public"]['Enums']["space_role"],"space_id": string,"tuned_at"?: string
                  }
                  Update: {
                    "is_allowed"?: boolean,"permission"?: string,"role"?: Database["public"]['Enums']["space_role"],"space_id"?: string,"tuned_at"?: string
                  }
                  Relationships: [
                    {
      foreignKeyName: "role_permissions_permission_fkey"
      columns: ["permission"]
isOneToOne: false
      referencedRelation: "permissions"
      referencedColumns: ["key"]
    },{
      foreignKeyName: "role_permissions_space_id_fkey"
      columns: ["space_id"]
isOneToOne: false
      referencedRelation: "spaces"
      referencedColumns: ["id"]
    }
                  ]
                },"score_configurations": {
                  Row: {
                    "created_at": string,"field": string | null,"id": string,"updated_at": string,"weight_name": string,"weight_value": number
                  }
                  ComputedFields: never
                  Insert: {
                    "created_at"?: string,"field"?: string | null,"id"?: string,"updated_at"?: string,"weight_name": string,"weight_value": number
                  }
                  Update: {
                    "created_at"?: string,"field"?: string | null,"id"?: string,"updated_at"?: string,"weight_name"?: string,"weight_value"?: number
                  }
                  Relationships: [
                    {
      foreignKeyName: "score_configurations_field_fkey"
      columns: ["field"]
isOneToOne: false
      referencedRelation: "expertise_domains"
      referencedColumns: ["code"]
    }
                  ]
                },"score_history": {
                  Row: {
                    "changed_at": string,"domain_code": string | null,"evidence": NonNullable<Json>,"evidence_at": string | null,"half_life_days": number | null,"id": number,"metrics": NonNullable<Json>,"new_value": number | null,"old_value": number | null,"profile_id": string,"reason": string
                  }
                  ComputedFields: never
                  Insert: {
                    "changed_at"?: string,"domain_code"?: string | null,"evidence": NonNullable<Json>,"evidence_at"?: string | null,"half_life_days"?: number | null,"id"?: never,"metrics": NonNullable<Json>,"new_value"?: number | null,"old_value"?: number | null,"profile_id": string,"reason": string
                  }
                  Update: {
                    "changed_at"?: string,"domain_code"?: string | null,"evidence"?: NonNullable<Json>,"evidence_at"?: string | null,"half_life_days"?: number | null,"id"?: never,"metrics"?: NonNullable<Json>,"new_value"?: number | null,"old_value"?: number | null,"profile_id"?: string,"reason"?: string
                  }
                  Relationships: [
                    {
      foreignKeyName: "score_history_profile_id_fkey"
      columns: ["profile_id"]
isOneToOne: false
      referencedRelation: "profiles"
      referencedColumns: ["id"]
    }
                  ]
                },"simulation_runs": {
                  Row: {
                    "author_id": string,"casual_percent": number,"created_at": string,"days": number,"error": string | null,"finished_at": string | null,"id": string,"keen_percent": number,"name": string,"people": number,"premium_percent": number,"result": Json | null,"seed": number,"space_id": string,"starts_on": string,"status": Database["public"]['Enums']["simulation_status"],"superachiever_percent": number,"treasury": number
                  }
                  ComputedFields: never
                  Insert: {
                    "author_id": string,"casual_percent": number,"created_at"?: string,"days": number,"error"?: string | null,"finished_at"?: string | null,"id"?: string,"keen_percent": number,"name": string,"people": number,"premium_percent": number,"result"?: Json | null,"seed": number,"space_id": string,"starts_on": string,"status"?: Database["public"]['Enums']["simulation_status"],"superachiever_percent": number,"treasury": number
                  }
                  Update: {
                    "author_id"?: string,"casual_percent"?: number,"created_at"?: string,"days"?: number,"error"?: string | null,"finished_at"?: string | null,"id"?: string,"keen_percent"?: number,"name"?: string,"people"?: number,"premium_percent"?: number,"result"?: Json | null,"seed"?: number,"space_id"?: string,"starts_on"?: string,"status"?: Database["public"]['Enums']["simulation_status"],"superachiever_percent"?: number,"treasury"?: number
                  }
                  Relationships: [
                    {
      foreignKeyName: "simulation_runs_author_id_fkey"
      columns: ["author_id"]
isOneToOne: false
      referencedRelation: "contextual_identities"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "simulation_runs_space_id_fkey"
      columns: ["space_id"]
isOneToOne: false
      referencedRelation: "spaces"
      referencedColumns: ["id"]
    }
                  ]
                },"space_features": {
                  Row: {
                    "created_at": string,"flag": string,"is_enabled": boolean,"space_id": string,"updated_at": string
                  }
                  ComputedFields: never
                  Insert: {
                    "created_at"?: string,"flag": string,"is_enabled": boolean,"space_id": string,"updated_at"?: string
                  }
                  Update: {
                    "created_at"?: string,"flag"?: string,"is_enabled"?: boolean,"space_id"?: string,"updated_at"?: string
                  }
                  Relationships: [
                    {
      foreignKeyName: "space_features_flag_fkey"
      columns: ["flag"]
isOneToOne: false
      referencedRelation: "feature_flags"
      referencedColumns: ["key"]
    },{
      foreignKeyName: "space_features_space_id_fkey"
      columns: ["space_id"]
isOneToOne: false
      referencedRelation: "spaces"
      referencedColumns: ["id"]
    }
                  ]
                },"space_members": {
                  Row: {
                    "confidentiality": Database["public"]['Enums']["confidentiality_level"],"created_at": string,"decided_at": string | null,"decided_by": string | null,"decision_reason": string | null,"invited_by": string | null,"joined_at": string | null,"last_active_at": string | null,"level": number,"preferences": NonNullable<Json>,"profile_id": string,"request_message": string | null,"requested_at": string | null,"role": Database["public"]['Enums']["space_role"],"space_id": string,"status": Database["public"]['Enums']["membership_status"],"updated_at": string
                  }
                  ComputedFields: never
                  Insert: {
                    "confidentiality"?: Database["public"]['Enums']["confidentiality_level"],"created_at"?: string,"decided_at"?: string | null,"decided_by"?: string | null,"decision_reason"?: string | null,"invited_by"?: string | null,"joined_at"?: string | null,"last_active_at"?: string | null,"level"?: number,"preferences"?: NonNullable<Json>,"profile_id": string,"request_message"?: string | null,"requested_at"?: string | null,"role"?: Database["public"]['Enums']["space_role"],"space_id": string,"status": Database["public"]['Enums']["membership_status"],"updated_at"?: string
                  }
                  Update: {
                    "confidentiality"?: Database["public"]['Enums']["confidentiality_level"],"created_at"?: string,"decided_at"?: string | null,"decided_by"?: string | null,"decision_reason"?: string | null,"invited_by"?: string | null,"joined_at"?: string | null,"last_active_at"?: string | null,"level"?: number,"preferences"?: NonNullable<Json>,"profile_id"?: string,"request_message"?: string | null,"requested_at"?: string | null,"role"?: Database["public"]['Enums']["space_role"],"space_id"?: string,"status"?: Database["public"]['Enums']["membership_status"],"updated_at"?: string
                  }
                  Relationships: [
                    {
      foreignKeyName: "space_members_decided_by_fkey"
      columns: ["decided_by"]
isOneToOne: false
      referencedRelation: "profiles"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "space_members_invited_by_fkey"
      columns: ["invited_by"]
isOneToOne: false
      referencedRelation: "profiles"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "space_members_profile_id_fkey"
      columns: ["profile_id"]
isOneToOne: false
      referencedRelation: "profiles"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "space_members_space_id_fkey"
      columns: ["space_id"]
isOneToOne: false
      referencedRelation: "spaces"
      referencedColumns: ["id"]
    }
                  ]
                },"space_rules": {
                  Row: {
                    "author_id": string | null,"body": string,"created_at": string,"id": string,"is_active": boolean,"kind": Database["public"]['Enums']["space_rule_kind"],"position": number,"space_id": string,"title": string,"updated_at": string,"value": NonNullable<Json>,"visibility": Database["public"]['Enums']["space_visibility"]
                  }
                  ComputedFields: never
                  Insert: {
                    "author_id"?: string | null,"body"?: string,"created_at"?: string,"id"?: string,"is_active"?: boolean,"kind": Database["public"]['Enums']["space_rule_kind"],"position": number,"space_id": string,"title": string,"updated_at"?: string,"value"?: NonNullable<Json>,"visibility": Database["public"]['Enums']["space_visibility"]
                  }
                  Update: {
                    "author_id"?: string | null,"body"?: string,"created_at"?: string,"id"?: string,"is_active"?: boolean,"kind"?: Database["public"]['Enums']["space_rule_kind"],"position"?: number,"space_id"?: string,"title"?: string,"updated_at"?: string,"value"?: NonNullable<Json>,"visibility"?: Database["public"]['Enums']["space_visibility"]
                  }
                  Relationships: [
                    {
      foreignKeyName: "space_rules_author_id_fkey"
      columns: ["author_id"]
isOneToOne: false
      referencedRelation: "contextual_identities"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "space_rules_space_id_fkey"
      columns: ["space_id"]
isOneToOne: false
      referencedRelation: "spaces"
      referencedColumns: ["id"]
    }
                  ]
                },"space_state": {
                  Row: {
                    "created_at": string,"key": string,"profile_id": string,"space_id": string,"updated_at": string,"value": NonNullable<Json>
                  }
                  ComputedFields: never
                  Insert: {
                    "created_at"?: string,"key": string,"profile_id"?: string,"space_id": string,"updated_at"?: string,"value": NonNullable<Json>
                  }
                  Update: {
                    "created_at"?: string,"key"?: string,"profile_id"?: string,"space_id"?: string,"updated_at"?: string,"value"?: NonNullable<Json>
                  }
                  Relationships: [
                    {
      foreignKeyName: "space_state_space_id_profile_id_fkey"
      columns: ["space_id","profile_id"]
isOneToOne: false
      referencedRelation: "space_members"
      referencedColumns: ["space_id","profile_id"]
    }
                  ]
                },"spaces": {
                  Row: {
                    "archived_at": string | null,"branding": NonNullable<Json>,"created_at": string,"created_by": string | null,"description": string,"id": string,"join_policy": Database["public"]['Enums']["space_join_policy"],"kind": Database["public"]['Enums']["space_kind"],"name": string,"parent_id": string | null,"settings": NonNullable<Json>,"slug": string,"updated_at": string,"visibility": Database["public"]['Enums']["space_visibility"]
                  }
                  ComputedFields: never
                  Insert: {
                    "archived_at"?: string | null,"branding"?: NonNullable<Json>,"created_at"?: string,"created_by"?: string | null,"description"?: string,"id"?: string,"join_policy"?: Database["public"]['Enums']["space_join_policy"],"kind"?: Database["public"]['Enums']["space_kind"],"name": string,"parent_id"?: string | null,"settings"?: NonNullable<Json>,"slug": string,"updated_at"?: string,"visibility"?: Database["public"]['Enums']["space_visibility"]
                  }
                  Update: {
                    "archived_at"?: string | null,"branding"?: NonNullable<Json>,"created_at"?: string,"created_by"?: string | null,"description"?: string,"id"?: string,"join_policy"?: Database["public"]['Enums']["space_join_policy"],"kind"?: Database["public"]['Enums']["space_kind"],"name"?: string,"parent_id"?: string | null,"settings"?: NonNullable<Json>,"slug"?: string,"updated_at"?: string,"visibility"?: Database["public"]['Enums']["space_visibility"]
                  }
                  Relationships: [
                    {
      foreignKeyName: "spaces_created_by_fkey"
      columns: ["created_by"]
isOneToOne: false
      referencedRelation: "profiles"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "spaces_parent_id_fkey"
      columns: ["parent_id"]
isOneToOne: false
      referencedRelation: "spaces"
      referencedColumns: ["id"]
    }
                  ]
                },"standing_orders": {
                  Row: {
                    "amount": number,"anchor_at": string | null,"anchor_payments": number,"asset_id": string,"cancel_at_period_end": boolean,"created_at": string,"due_at": string | null,"end_reason": Database["public"]['Enums']["order_end_reason"] | null,"ended_at": string | null,"failure": string | null,"id": string,"identity_id": string | null,"is_fee_covered": boolean,"method_id": string | null,"next_amount": number | null,"next_period": Database["public"]['Enums']["charge_period"] | null,"paid_until": string | null,"past_due_since": string | null,"period": Database["public"]['Enums']["charge_period"],"profile_id": string | null,"purpose": Database["public"]['Enums']["payment_purpose"],"request_hash": string,"request_key": string,"returned_at": string | null,"space_id": string,"status": Database["public"]['Enums']["standing_order_status"],"tries": number
                  }
                  ComputedFields: never
                  Insert: {
                    "amount": number,"anchor_at"?: string | null,"anchor_payments"?: number,"asset_id": string,"cancel_at_period_end"?: boolean,"created_at"?: string,"due_at"?: string | null,"end_reason"?: Database["public"]['Enums']["order_end_reason"] | null,"ended_at"?: string | null,"failure"?: string | null,"id"?: string,"identity_id"?: string | null,"is_fee_covered": boolean,"method_id"?: string | null,"next_amount"?: number | null,"next_period"?: Database["public"]['Enums']["charge_period"] | null,"paid_until"?: string | null,"past_due_since"?: string | null,"period": Database["public"]['Enums']["charge_period"],"profile_id"?: string | null,"purpose": Database["public"]['Enums']["payment_purpose"],"request_hash": string,"request_key": string,"returned_at"?: string | null,"space_id": string,"status"?: Database["public"]['Enums']["standing_order_status"],"tries"?: number
                  }
                  Update: {
                    "amount"?: number,"anchor_at"?: string | null,"anchor_payments"?: number,"asset_id"?: string,"cancel_at_period_end"?: boolean,"created_at"?: string,"due_at"?: string | null,"end_reason"?: Database["public"]['Enums']["order_end_reason"] | null,"ended_at"?: string | null,"failure"?: string | null,"id"?: string,"identity_id"?: string | null,"is_fee_covered"?: boolean,"method_id"?: string | null,"next_amount"?: number | null,"next_period"?: Database["public"]['Enums']["charge_period"] | null,"paid_until"?: string | null,"past_due_since"?: string | null,"period"?: Database["public"]['Enums']["charge_period"],"profile_id"?: string | null,"purpose"?: Database["public"]['Enums']["payment_purpose"],"request_hash"?: string,"request_key"?: string,"returned_at"?: string | null,"space_id"?: string,"status"?: Database["public"]['Enums']["standing_order_status"],"tries"?: number
                  }
                  Relationships: [
                    {
      foreignKeyName: "standing_orders_asset_id_fkey"
      columns: ["asset_id"]
isOneToOne: false
      referencedRelation: "assets"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "standing_orders_identity_id_fkey"
      columns: ["identity_id"]
isOneToOne: false
      referencedRelation: "contextual_identities"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "standing_orders_method_id_fkey"
      columns: ["method_id"]
isOneToOne: false
      referencedRelation: "payment_methods"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "standing_orders_profile_id_fkey"
      columns: ["profile_id"]
isOneToOne: false
      referencedRelation: "profiles"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "standing_orders_space_id_fkey"
      columns: ["space_id"]
isOneToOne: false
      referencedRelation: "spaces"
      referencedColumns: ["id"]
    }
                  ]
                },"subscription_plans": {
                  Row: {
                    "asset_id": string,"created_at": string,"description": string,"id": string,"is_active": boolean,"name": string,"period": Database["public"]['Enums']["charge_period"],"price": number,"space_id": string,"tier": Database["public"]['Enums']["membership_tier"],"trial_days": number,"updated_at": string,"visibility": Database["public"]['Enums']["space_visibility"]
                  }
                  ComputedFields: never
                  Insert: {
                    "asset_id": string,"created_at"?: string,"description"?: string,"id"?: string,"is_active"?: boolean,"name": string,"period": Database["public"]['Enums']["charge_period"],"price": number,"space_id": string,"tier": Database["public"]['Enums']["membership_tier"],"trial_days"?: number,"updated_at"?: string,"visibility": Database["public"]['Enums']["space_visibility"]
                  }
                  Update: {
                    "asset_id"?: string,"created_at"?: string,"description"?: string,"id"?: string,"is_active"?: boolean,"name"?: string,"period"?: Database["public"]['Enums']["charge_period"],"price"?: number,"space_id"?: string,"tier"?: Database["public"]['Enums']["membership_tier"],"trial_days"?: number,"updated_at"?: string,"visibility"?: Database["public"]['Enums']["space_visibility"]
                  }
                  Relationships: [
                    {
      foreignKeyName: "subscription_plans_asset_id_fkey"
      columns: ["asset_id"]
isOneToOne: false
      referencedRelation: "assets"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "subscription_plans_space_id_fkey"
      columns: ["space_id"]
isOneToOne: false
      referencedRelation: "spaces"
      referencedColumns: ["id"]
    }
                  ]
                },"subscriptions": {
                  Row: {
                    "had_trial": boolean,"next_plan_id": string | null,"plan_id": string,"profile_id": string | null,"space_id": string,"standing_order_id": string
                  }
                  ComputedFields: never
                  Insert: {
                    "had_trial": boolean,"next_plan_id"?: string | null,"plan_id": string,"profile_id"?: string | null,"space_id": string,"standing_order_id": string
                  }
                  Update: {
                    "had_trial"?: boolean,"next_plan_id"?: string | null,"plan_id"?: string,"profile_id"?: string | null,"space_id"?: string,"standing_order_id"?: string
                  }
                  Relationships: [
                    {
      foreignKeyName: "subscriptions_next_plan_id_fkey"
      columns: ["next_plan_id"]
isOneToOne: false
      referencedRelation: "subscription_plans"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "subscriptions_plan_id_fkey"
      columns: ["plan_id"]
isOneToOne: false
      referencedRelation: "subscription_plans"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "subscriptions_profile_id_fkey"
      columns: ["profile_id"]
isOneToOne: false
      referencedRelation: "profiles"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "subscriptions_space_id_fkey"
      columns: ["space_id"]
isOneToOne: false
      referencedRelation: "spaces"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "subscriptions_standing_order_id_fkey"
      columns: ["standing_order_id"]
isOneToOne: true
      referencedRelation: "standing_orders"
      referencedColumns: ["id"]
    }
                  ]
                },"traceability_records": {
                  Row: {
                    "action": Database["public"]['Enums']["trace_action"],"actor_id": string | null,"changed_columns": (string)[],"consent_id": string | null,"created_at": string,"id": number,"is_own_act": boolean,"origin": Database["public"]['Enums']["trace_origin"],"profile_id": string,"purpose": string,"row_key": NonNullable<Json>,"table_name": string
                  }
                  ComputedFields: never
                  Insert: {
                    "action": Database["public"]['Enums']["trace_action"],"actor_id"?: string | null,"changed_columns"?: (string)[],"consent_id"?: string | null,"created_at"?: string,"id"?: never,"is_own_act"?: never,"origin": Database["public"]['Enums']["trace_origin"],"profile_id": string,"purpose"?: string,"row_key"?: NonNullable<Json>,"table_name": string
                  }
                  Update: {
                    "action"?: Database["public"]['Enums']["trace_action"],"actor_id"?: string | null,"changed_columns"?: (string)[],"consent_id"?: string | null,"created_at"?: string,"id"?: never,"is_own_act"?: never,"origin"?: Database["public"]['Enums']["trace_origin"],"profile_id"?: string,"purpose"?: string,"row_key"?: NonNullable<Json>,"table_name"?: string
                  }
                  Relationships: [
                    {
      foreignKeyName: "traceability_records_actor_id_fkey"
      columns: ["actor_id"]
isOneToOne: false
      referencedRelation: "profiles"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "traceability_records_profile_id_fkey"
      columns: ["profile_id"]
isOneToOne: false
      referencedRelation: "profiles"
      referencedColumns: ["id"]
    }
                  ]
                },"value_profiles": {
                  Row: {
                    "archetypes": (string)[],"available_hours": unknown,"change_count": number,"counted_since": string,"created_at": string,"glyphs": (string)[],"masked_factors": (Database["public"]['Enums']["resonance_factor"])[],"masked_names": (string)[],"motifs": (string)[],"profile_id": string,"traits": NonNullable<Json>,"updated_at": string,"values": NonNullable<Json>
                  }
                  ComputedFields: never
                  Insert: {
                    "archetypes"?: (string)[],"available_hours"?: unknown,"change_count"?: number,"counted_since"?: string,"created_at"?: string,"glyphs"?: (string)[],"masked_factors"?: (Database["public"]['Enums']["resonance_factor"])[],"masked_names"?: (string)[],"motifs"?: (string)[],"profile_id"?: string,"traits"?: NonNullable<Json>,"updated_at"?: string,"values"?: NonNullable<Json>
                  }
                  Update: {
                    "archetypes"?: (string)[],"available_hours"?: unknown,"change_count"?: number,"counted_since"?: string,"created_at"?: string,"glyphs"?: (string)[],"masked_factors"?: (Database["public"]['Enums']["resonance_factor"])[],"masked_names"?: (string)[],"motifs"?: (string)[],"profile_id"?: string,"traits"?: NonNullable<Json>,"updated_at"?: string,"values"?: NonNullable<Json>
                  }
                  Relationships: [
                    {
      foreignKeyName: "value_profiles_profile_id_fkey"
      columns: ["profile_id"]
isOneToOne: true
      referencedRelation: "profiles"
      referencedColumns: ["id"]
    }
                  ]
                },"voice_credit_settings": {
                  Row: {
                    "credits": number,"cycle_days": number,"space_id": string,"updated_at": string
                  }
                  ComputedFields: never
                  Insert: {
                    "credits"?: number,"cycle_days"?: number,"space_id": string,"updated_at"?: string
                  }
                  Update: {
                    "credits"?: number,"cycle_days"?: number,"space_id"?: string,"updated_at"?: string
                  }
                  Relationships: [
                    {
      foreignKeyName: "voice_credit_settings_space_id_fkey"
      columns: ["space_id"]
isOneToOne: true
      referencedRelation: "spaces"
      referencedColumns: ["id"]
    }
                  ]
                },"voice_votes": {
                  Row: {
                    "cost": number,"cycle_id": string,"decided_at": string,"poll_id": string,"profile_id": string,"votes": number
                  }
                  ComputedFields: never
                  Insert: {
                    "cost"?: never,"cycle_id": string,"decided_at"?: string,"poll_id": string,"profile_id": string,"votes": number
                  }
                  Update: {
                    "cost"?: never,"cycle_id"?: string,"decided_at"?: string,"poll_id"?: string,"profile_id"?: string,"votes"?: number
                  }
                  Relationships: [
                    {
      foreignKeyName: "voice_votes_cycle_id_fkey"
      columns: ["cycle_id"]
isOneToOne: false
      referencedRelation: "credit_cycles"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "voice_votes_poll_id_fkey"
      columns: ["poll_id"]
isOneToOne: false
      referencedRelation: "polls"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "voice_votes_profile_id_fkey"
      columns: ["profile_id"]
isOneToOne: false
      referencedRelation: "profiles"
      referencedColumns: ["id"]
    }
                  ]
                },"vote_modalities": {
                  Row: {
                    "code": string,"description": string,"is_active": boolean,"max_seats": number | null,"name": string,"options": (string)[] | null,"parameters": NonNullable<Json>
                  }
                  ComputedFields: never
                  Insert: {
                    "code": string,"description": string,"is_active"?: boolean,"max_seats"?: number | null,"name": string,"options"?: (string)[] | null,"parameters"?: NonNullable<Json>
                  }
                  Update: {
                    "code"?: string,"description"?: string,"is_active"?: boolean,"max_seats"?: number | null,"name"?: string,"options"?: (string)[] | null,"parameters"?: NonNullable<Json>
                  }
                  Relationships: [
                    
                  ]
                }
          }
          Views: {
            "wallets": {
                  Row: {
                    "account_id": string,"asset_id": string,"available": number | null,"balance": number,"code": string,"held": number,"kind": Database["public"]['Enums']["asset_kind"],"name": string,"scale": number,"space_id": string | null
                  }
                  ComputedFields: never
                  Insert: {
                           "account_id"?: string | null,"asset_id"?: string | null,"available"?: number | null,"balance"?: number | null,"code"?: string | null,"held"?: number | null,"kind"?: Database["public"]['Enums']["asset_kind"] | null,"name"?: string | null,"scale"?: number | null,"space_id"?: string | null
                         }
                        Update: {
                           "account_id"?: string | null,"asset_id"?: string | null,"available"?: number | null,"balance"?: number | null,"code"?: string | null,"held"?: number | null,"kind"?: Database["public"]['Enums']["asset_kind"] | null,"name"?: string | null,"scale"?: number | null,"space_id"?: string | null
                         }
                        Relationships: [
                    {
      foreignKeyName: "assets_space_id_fkey"
      columns: ["space_id"]
isOneToOne: false
      referencedRelation: "spaces"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "ledger_accounts_asset_id_fkey"
      columns: ["asset_id"]
isOneToOne: false
      referencedRelation: "assets"
      referencedColumns: ["id"]
    }
                  ]
                }
          }
          Functions: {
            "accept_amendment":
{ Args: { "amendment": string,"answer"?: string,"revision": number }; Returns: {
              "author_id": string,
"body": string,
"council_id": string | null,
"created_at": string,
"deliberates_until": string | null,
"ended_at": string | null,
"id": string,
"is_constitutional": boolean,
"kind": Database["public"]['Enums']["proposal_kind"],
"poll_id": string | null,
"poll_rules": Json | null,
"quorum_bps": number | null,
"recalls_id": string | null,
"revision": number,
"seconds_needed": number | null,
"space_id": string,
"stake": number,
"stake_asset_id": string | null,
"stake_kept_if_rejected": boolean,
"stake_status": Database["public"]['Enums']["stake_status"] | null,
"status": Database["public"]['Enums']["proposal_status"],
"submissions": number,
"submitted_at": string | null,
"template": string | null,
"threshold_bps": number | null,
"title": string,
"updated_at": string,
"visibility": Database["public"]['Enums']["space_visibility"],
"voting_days": number | null
            }
                          SetofOptions: {
        from: "*"
        to: "proposals"
        isOneToOne: true
        isSetofReturn: false
      } },
"accept_connection":
{ Args: { "connection": string }; Returns: {
              "addressee_id": string,
"decided_at": string | null,
"ended_at": string | null,
"id": string,
"kind": Database["public"]['Enums']["connection_kind"],
"message": string | null,
"requested_at": string,
"requester_id": string,
"status": Database["public"]['Enums']["connection_status"]
            }
                          SetofOptions: {
        from: "*"
        to: "connections"
        isOneToOne: true
        isSetofReturn: false
      } },
"account_csv":
{ Args: { "account": string,"after"?: number,"since"?: string,"until"?: string }; Returns: string
                           },
"account_journal":
{ Args: { "account": string,"after"?: number,"page"?: number,"since"?: string,"until"?: string }; Returns: {
              "balance": string,"booked_at": string,"counterparties": string,"credit": string,"currency": string,"debit": string,"description": string,"kind": string,"reference": string,"transaction_id": string,"version": number
            }[]
                           },
"account_statement":
{ Args: { "account": string,"before"?: number,"page"?: number }; Returns: {
              "amount": number,"balance_after": number,"booked_at": string,"counterparties": string,"counterparty_ids": (string)[],"counterparty_space_ids": (string)[],"description": string,"identity_id": string,"kind": string,"note": string,"reference": string,"space_id": string,"transaction_id": string,"version": number
            }[]
                           },
"add_space_rule":
{ Args: { "body"?: string,"kind": Database["public"]['Enums']["space_rule_kind"],"space": string,"title": string,"value"?: Json }; Returns: {
              "author_id": string | null,
"body": string,
"created_at": string,
"id": string,
"is_active": boolean,
"kind": Database["public"]['Enums']["space_rule_kind"],
"position": number,
"space_id": string,
"title": string,
"updated_at": string,
"value": NonNullable<Json>,
"visibility": Database["public"]['Enums']["space_visibility"]
            }
                          SetofOptions: {
        from: "*"
        to: "space_rules"
        isOneToOne: true
        isSetofReturn: false
      } },
"amend_proposal":
{ Args: { "body": string,"proposal": string,"reason": string,"revision": number,"title": string }; Returns: {
              "answer": string | null,
"answered_at": string | null,
"author_id": string,
"base_revision": number,
"became_revision": number | null,
"body": string,
"created_at": string,
"id": string,
"proposal_id": string,
"reason": string,
"revision": number,
"space_id": string,
"status": Database["public"]['Enums']["amendment_status"],
"title": string,
"updated_at": string,
"visibility": Database["public"]['Enums']["space_visibility"]
            }
                          SetofOptions: {
        from: "*"
        to: "amendments"
        isOneToOne: true
        isSetofReturn: false
      } },
"approve_request":
{ Args: { "person": string,"role"?: Database["public"]['Enums']["space_role"],"space": string }; Returns: {
              "confidentiality": Database["public"]['Enums']["confidentiality_level"],
"created_at": string,
"decided_at": string | null,
"decided_by": string | null,
"decision_reason": string | null,
"invited_by": string | null,
"joined_at": string | null,
"last_active_at": string | null,
"level": number,
"preferences": NonNullable<Json>,
"profile_id": string,
"request_message": string | null,
"requested_at": string | null,
"role": Database["public"]['Enums']["space_role"],
"space_id": string,
"status": Database["public"]['Enums']["membership_status"],
"updated_at": string
            }
                          SetofOptions: {
        from: "*"
        to: "space_members"
        isOneToOne: true
        isSetofReturn: false
      } },
"archive_space":
{ Args: { "space": string }; Returns: {
              "archived_at": string | null,
"branding": NonNullable<Json>,
"created_at": string,
"created_by": string | null,
"description": string,
"id": string,
"join_policy": Database["public"]['Enums']["space_join_policy"],
"kind": Database["public"]['Enums']["space_kind"],
"name": string,
"parent_id": string | null,
"settings": NonNullable<Json>,
"slug": string,
"updated_at": string,
"visibility": Database["public"]['Enums']["space_visibility"]
            }
                          SetofOptions: {
        from: "*"
        to: "spaces"
        isOneToOne: true
        isSetofReturn: false
      } },
"award_bounty":
{ Args: { "bounty": string,"shares"?: (number)[],"submissions": (string)[] }; Returns: {
              "asset_id": string,
"author_id": string,
"created_at": string,
"description": string,
"ended_at": string | null,
"ends_at": string,
"escrowed_amount": number,
"extensions": number,
"id": string,
"is_from_space": boolean,
"opened_at": string | null,
"raised_amount": number,
"request_key": string,
"review_until": string | null,
"settles_at": string | null,
"space_id": string,
"status": Database["public"]['Enums']["bounty_status"],
"target_id": string | null,
"target_type": string | null,
"terms": string,
"title": string
            }
                          SetofOptions: {
        from: "*"
        to: "bounties"
        isOneToOne: true
        isSetofReturn: false
      } },
"ban_member":
{ Args: { "person": string,"reason"?: string,"space": string }; Returns: {
              "confidentiality": Database["public"]['Enums']["confidentiality_level"],
"created_at": string,
"decided_at": string | null,
"decided_by": string | null,
"decision_reason": string | null,
"invited_by": string | null,
"joined_at": string | null,
"last_active_at": string | null,
"level": number,
"preferences": NonNullable<Json>,
"profile_id": string,
"request_message": string | null,
"requested_at": string | null,
"role": Database["public"]['Enums']["space_role"],
"space_id": string,
"status": Database["public"]['Enums']["membership_status"],
"updated_at": string
            }
                          SetofOptions: {
        from: "*"
        to: "space_members"
        isOneToOne: true
        isSetofReturn: false
      } },
"block_person":
{ Args: { "person": string }; Returns: {
              "blocked_id": string,
"blocker_id": string,
"created_at": string
            }
                          SetofOptions: {
        from: "*"
        to: "blocks"
        isOneToOne: true
        isSetofReturn: false
      } },
"cancel_bounty":
{ Args: { "bounty": string }; Returns: {
              "asset_id": string,
"author_id": string,
"created_at": string,
"description": string,
"ended_at": string | null,
"ends_at": string,
"escrowed_amount": number,
"extensions": number,
"id": string,
"is_from_space": boolean,
"opened_at": string | null,
"raised_amount": number,
"request_key": string,
"review_until": string | null,
"settles_at": string | null,
"space_id": string,
"status": Database["public"]['Enums']["bounty_status"],
"target_id": string | null,
"target_type": string | null,
"terms": string,
"title": string
            }
                          SetofOptions: {
        from: "*"
        to: "bounties"
        isOneToOne: true
        isSetofReturn: false
      } },
"cancel_campaign":
{ Args: { "campaign": string }; Returns: {
              "asset_id": string,
"author_id": string,
"beneficiary_id": string | null,
"contribution_count": number,
"created_at": string,
"deadline": string,
"description": string,
"ended_at": string | null,
"funding": Database["public"]['Enums']["campaign_funding"],
"goal_amount": number,
"id": string,
"opened_at": string | null,
"paid_amount": number | null,
"raised_amount": number,
"settled_at": string | null,
"space_id": string,
"status": Database["public"]['Enums']["campaign_status"],
"title": string,
"visibility": Database["public"]['Enums']["space_visibility"]
            }
                          SetofOptions: {
        from: "*"
        to: "campaigns"
        isOneToOne: true
        isSetofReturn: false
      } },
"cancel_matching_round":
{ Args: { "round": string }; Returns: {
              "asset_id": string,
"cap_amount": number | null,
"created_at": string,
"eligibility": NonNullable<Json>,
"ended_at": string | null,
"ends_at": string,
"id": string,
"pot_amount": number,
"space_id": string,
"status": Database["public"]['Enums']["matching_status"],
"title": string,
"visibility": Database["public"]['Enums']["space_visibility"]
            }
                          SetofOptions: {
        from: "*"
        to: "matching_rounds"
        isOneToOne: true
        isSetofReturn: false
      } },
"cancel_payout":
{ Args: { "payout": string }; Returns: {
              "amount": number,
"asset_id": string,
"attempts": number,
"created_at": string,
"due_at": string,
"failure": string | null,
"hold_id": string | null,
"id": string,
"payout_account_id": string,
"profile_id": string | null,
"refusals": number,
"request_key": string,
"requested_by": string | null,
"returned_amount": number,
"settled_at": string | null,
"space_id": string | null,
"status": Database["public"]['Enums']["payout_status"]
            }
                          SetofOptions: {
        from: "*"
        to: "payout_jobs"
        isOneToOne: true
        isSetofReturn: false
      } },
"cancel_poll":
{ Args: { "poll": string }; Returns: {
              "author_id": string,
"cancelled_at": string | null,
"closed_at": string | null,
"closes_at": string | null,
"compared_lenses": NonNullable<Json>,
"created_at": string,
"description": string,
"eligibility": NonNullable<Json>,
"eligible_count": number | null,
"expert_cuts": Json | null,
"frozen_lens": Json | null,
"further_rules": (string)[],
"id": string,
"import_electorate": number | null,
"import_source": string | null,
"joined_before": string | null,
"lens": Database["public"]['Enums']["poll_lens"],
"lens_settings": NonNullable<Json>,
"live_results": boolean,
"minimum_role": Database["public"]['Enums']["space_role"],
"modality": string,
"opened_at": string | null,
"opens_at": string | null,
"option_count": number | null,
"parameters": NonNullable<Json>,
"published_at": string | null,
"quorum_bps": number,
"relevance": NonNullable<Json>,
"revisable": boolean,
"seats": number,
"secrecy": Database["public"]['Enums']["poll_secrecy"],
"space_id": string,
"status": Database["public"]['Enums']["poll_status"],
"strong_consensus_bps": number,
"tallied_at": string | null,
"target_id": string | null,
"target_type": string | null,
"threshold_bps": number,
"tie_seed": string | null,
"title": string,
"updated_at": string,
"visibility": Database["public"]['Enums']["space_visibility"],
"voting_days": number
            }
                          SetofOptions: {
        from: "*"
        to: "polls"
        isOneToOne: true
        isSetofReturn: false
      } },
"cancel_standing_order":
{ Args: { "standing_order": string }; Returns: Database["public"]['Enums']["standing_order_status"]
                           },
"cast_ballot":
{ Args: { "choice": Json,"poll_id": string }; Returns: Database["public"]['CompositeTypes']["ballot_receipt"]
                          SetofOptions: {
        from: "*"
        to: "ballot_receipt"
        isOneToOne: true
        isSetofReturn: false
      } },
"cast_ballot_with_votes":
{ Args: { "choice": Json,"poll_id": string,"votes": number }; Returns: Database["public"]['CompositeTypes']["ballot_receipt"]
                          SetofOptions: {
        from: "*"
        to: "ballot_receipt"
        isOneToOne: true
        isSetofReturn: false
      } },
"change_ballot":
{ Args: { "choice": Json,"poll_id": string }; Returns: Database["public"]['CompositeTypes']["ballot_receipt"]
                          SetofOptions: {
        from: "*"
        to: "ballot_receipt"
        isOneToOne: true
        isSetofReturn: false
      } },
"change_plan":
{ Args: { "plan": string,"standing_order": string }; Returns: undefined
                           },
"change_pledge":
{ Args: { "amount": number,"standing_order": string }; Returns: undefined
                           },
"check_in":
{ Args: { "space": string }; Returns: {
              "amount": number,"streak": number
            }[]
                           },
"choose_handle":
{ Args: { "handle": string }; Returns: {
              "avatar_path": string | null,
"bio": string,
"created_at": string,
"display_name": string,
"erased_at": string | null,
"global_role": Database["public"]['Enums']["space_role"],
"handle": string | null,
"id": string,
"last_active_at": string | null,
"locale": string,
"location": string,
"onboarded_at": string | null,
"timezone": string,
"updated_at": string,
"website": string | null
            }
                          SetofOptions: {
        from: "*"
        to: "profiles"
        isOneToOne: true
        isSetofReturn: false
      } },
"claim_referral":
{ Args: { "handle": string }; Returns: {
              "created_at": string,
"how": Database["public"]['Enums']["referral_source"],
"referred_id": string,
"referrer_id": string | null
            }
                          SetofOptions: {
        from: "*"
        to: "referrals"
        isOneToOne: true
        isSetofReturn: false
      } },
"close_payout_account":
{ Args: { "account": string }; Returns: {
              "asked_at": string,
"asset_id": string,
"closed_at": string | null,
"country": string,
"created_at": string,
"id": string,
"missing": (string)[],
"profile_id": string | null,
"provider": Database["public"]['Enums']["payment_provider"],
"space_id": string | null,
"status": Database["public"]['Enums']["payout_account_status"]
            }
                          SetofOptions: {
        from: "*"
        to: "payout_accounts"
        isOneToOne: true
        isSetofReturn: false
      } },
"close_poll":
{ Args: { "poll": string }; Returns: {
              "author_id": string,
"cancelled_at": string | null,
"closed_at": string | null,
"closes_at": string | null,
"compared_lenses": NonNullable<Json>,
"created_at": string,
"description": string,
"eligibility": NonNullable<Json>,
"eligible_count": number | null,
"expert_cuts": Json | null,
"frozen_lens": Json | null,
"further_rules": (string)[],
"id": string,
"import_electorate": number | null,
"import_source": string | null,
"joined_before": string | null,
"lens": Database["public"]['Enums']["poll_lens"],
"lens_settings": NonNullable<Json>,
"live_results": boolean,
"minimum_role": Database["public"]['Enums']["space_role"],
"modality": string,
"opened_at": string | null,
"opens_at": string | null,
"option_count": number | null,
"parameters": NonNullable<Json>,
"published_at": string | null,
"quorum_bps": number,
"relevance": NonNullable<Json>,
"revisable": boolean,
"seats": number,
"secrecy": Database["public"]['Enums']["poll_secrecy"],
"space_id": string,
"status": Database["public"]['Enums']["poll_status"],
"strong_consensus_bps": number,
"tallied_at": string | null,
"target_id": string | null,
"target_type": string | null,
"threshold_bps": number,
"tie_seed": string | null,
"title": string,
"updated_at": string,
"visibility": Database["public"]['Enums']["space_visibility"],
"voting_days": number
            }
                          SetofOptions: {
        from: "*"
        to: "polls"
        isOneToOne: true
        isSetofReturn: false
      } },
"compare_readings":
{ Args: { "poll": string }; Returns: Json
                           },
"contest_poll":
{ Args: { "poll": string,"reason": string }; Returns: {
              "author_id": string,
"cancelled_at": string | null,
"closed_at": string | null,
"closes_at": string | null,
"compared_lenses": NonNullable<Json>,
"created_at": string,
"description": string,
"eligibility": NonNullable<Json>,
"eligible_count": number | null,
"expert_cuts": Json | null,
"frozen_lens": Json | null,
"further_rules": (string)[],
"id": string,
"import_electorate": number | null,
"import_source": string | null,
"joined_before": string | null,
"lens": Database["public"]['Enums']["poll_lens"],
"lens_settings": NonNullable<Json>,
"live_results": boolean,
"minimum_role": Database["public"]['Enums']["space_role"],
"modality": string,
"opened_at": string | null,
"opens_at": string | null,
"option_count": number | null,
"parameters": NonNullable<Json>,
"published_at": string | null,
"quorum_bps": number,
"relevance": NonNullable<Json>,
"revisable": boolean,
"seats": number,
"secrecy": Database["public"]['Enums']["poll_secrecy"],
"space_id": string,
"status": Database["public"]['Enums']["poll_status"],
"strong_consensus_bps": number,
"tallied_at": string | null,
"target_id": string | null,
"target_type": string | null,
"threshold_bps": number,
"tie_seed": string | null,
"title": string,
"updated_at": string,
"visibility": Database["public"]['Enums']["space_visibility"],
"voting_days": number
            }
                          SetofOptions: {
        from: "*"
        to: "polls"
        isOneToOne: true
        isSetofReturn: false
      } },
"convert_tokens":
{ Args: { "amount": number,"at_least"?: number,"from_asset": string,"request_key": string,"to_asset": string }; Returns: Database["public"]['CompositeTypes']["conversion"]
                          SetofOptions: {
        from: "*"
        to: "conversion"
        isOneToOne: true
        isSetofReturn: false
      } },
"create_bounty":
{ Args: { "asset": string,"description"?: string,"ends_at": string,"from_space"?: boolean,"request_key": string,"space": string,"target_id"?: string,"target_type"?: string,"terms"?: string,"title": string }; Returns: {
              "asset_id": string,
"author_id": string,
"created_at": string,
"description": string,
"ended_at": string | null,
"ends_at": string,
"escrowed_amount": number,
"extensions": number,
"id": string,
"is_from_space": boolean,
"opened_at": string | null,
"raised_amount": number,
"request_key": string,
"review_until": string | null,
"settles_at": string | null,
"space_id": string,
"status": Database["public"]['Enums']["bounty_status"],
"target_id": string | null,
"target_type": string | null,
"terms": string,
"title": string
            }
                          SetofOptions: {
        from: "*"
        to: "bounties"
        isOneToOne: true
        isSetofReturn: false
      } },
"create_council":
{ Args: { "description"?: string,"modality"?: string,"name": string,"seats": number,"space": string,"term_days": number,"terms_in_row"?: number }; Returns: {
              "created_at": string,
"description": string,
"dissolved_at": string | null,
"id": string,
"modality": string,
"name": string,
"seats": number,
"space_id": string,
"term_days": number,
"terms_in_row": number | null,
"visibility": Database["public"]['Enums']["space_visibility"]
            }
                          SetofOptions: {
        from: "*"
        to: "councils"
        isOneToOne: true
        isSetofReturn: false
      } },
"create_import":
{ Args: { "electorate": number,"modality": string,"options"?: (string)[],"parameters"?: Json,"seats"?: number,"source": string,"space": string,"title": string }; Returns: {
              "author_id": string,
"cancelled_at": string | null,
"closed_at": string | null,
"closes_at": string | null,
"compared_lenses": NonNullable<Json>,
"created_at": string,
"description": string,
"eligibility": NonNullable<Json>,
"eligible_count": number | null,
"expert_cuts": Json | null,
"frozen_lens": Json | null,
"further_rules": (string)[],
"id": string,
"import_electorate": number | null,
"import_source": string | null,
"joined_before": string | null,
"lens": Database["public"]['Enums']["poll_lens"],
"lens_settings": NonNullable<Json>,
"live_results": boolean,
"minimum_role": Database["public"]['Enums']["space_role"],
"modality": string,
"opened_at": string | null,
"opens_at": string | null,
"option_count": number | null,
"parameters": NonNullable<Json>,
"published_at": string | null,
"quorum_bps": number,
"relevance": NonNullable<Json>,
"revisable": boolean,
"seats": number,
"secrecy": Database["public"]['Enums']["poll_secrecy"],
"space_id": string,
"status": Database["public"]['Enums']["poll_status"],
"strong_consensus_bps": number,
"tallied_at": string | null,
"target_id": string | null,
"target_type": string | null,
"threshold_bps": number,
"tie_seed": string | null,
"title": string,
"updated_at": string,
"visibility": Database["public"]['Enums']["space_visibility"],
"voting_days": number
            }
                          SetofOptions: {
        from: "*"
        to: "polls"
        isOneToOne: true
        isSetofReturn: false
      } },
"create_invite_code":
{ Args: { "email"?: string,"expires_at"?: string,"max_uses"?: number,"note"?: string,"request_key"?: string,"role"?: Database["public"]['Enums']["space_role"],"space": string }; Returns: {
              "code": string,
"created_at": string,
"created_by": string | null,
"email": string | null,
"expires_at": string | null,
"id": string,
"max_uses": number,
"note": string,
"request_key": string | null,
"revoked_at": string | null,
"role": Database["public"]['Enums']["space_role"],
"space_id": string,
"uses": number
            }
                          SetofOptions: {
        from: "*"
        to: "invite_codes"
        isOneToOne: true
        isSetofReturn: false
      } },
"create_plan":
{ Args: { "currency": string,"description"?: string,"name": string,"period": Database["public"]['Enums']["charge_period"],"price": number,"space": string,"tier": Database["public"]['Enums']["membership_tier"],"trial_days"?: number }; Returns: {
              "asset_id": string,
"created_at": string,
"description": string,
"id": string,
"is_active": boolean,
"name": string,
"period": Database["public"]['Enums']["charge_period"],
"price": number,
"space_id": string,
"tier": Database["public"]['Enums']["membership_tier"],
"trial_days": number,
"updated_at": string,
"visibility": Database["public"]['Enums']["space_visibility"]
            }
                          SetofOptions: {
        from: "*"
        to: "subscription_plans"
        isOneToOne: true
        isSetofReturn: false
      } },
"create_poll":
{ Args: { "closes_at"?: string,"description"?: string,"eligibility"?: Json,"lens"?: Database["public"]['Enums']["poll_lens"],"lens_settings"?: Json,"live_results"?: boolean,"minimum_role"?: Database["public"]['Enums']["space_role"],"modality"?: string,"opens_at"?: string,"options"?: (string)[],"parameters"?: Json,"quorum_bps"?: number,"relevance"?: Json,"revisable"?: boolean,"seats"?: number,"secrecy"?: Database["public"]['Enums']["poll_secrecy"],"space": string,"strong_consensus_bps"?: number,"target_id"?: string,"target_type"?: string,"template"?: string,"threshold_bps"?: number,"title": string }; Returns: {
              "author_id": string,
"cancelled_at": string | null,
"closed_at": string | null,
"closes_at": string | null,
"compared_lenses": NonNullable<Json>,
"created_at": string,
"description": string,
"eligibility": NonNullable<Json>,
"eligible_count": number | null,
"expert_cuts": Json | null,
"frozen_lens": Json | null,
"further_rules": (string)[],
"id": string,
"import_electorate": number | null,
"import_source": string | null,
"joined_before": string | null,
"lens": Database["public"]['Enums']["poll_lens"],
"lens_settings": NonNullable<Json>,
"live_results": boolean,
"minimum_role": Database["public"]['Enums']["space_role"],
"modality": string,
"opened_at": string | null,
"opens_at": string | null,
"option_count": number | null,
"parameters": NonNullable<Json>,
"published_at": string | null,
"quorum_bps": number,
"relevance": NonNullable<Json>,
"revisable": boolean,
"seats": number,
"secrecy": Database["public"]['Enums']["poll_secrecy"],
"space_id": string,
"status": Database["public"]['Enums']["poll_status"],
"strong_consensus_bps": number,
"tallied_at": string | null,
"target_id": string | null,
"target_type": string | null,
"threshold_bps": number,
"tie_seed": string | null,
"title": string,
"updated_at": string,
"visibility": Database["public"]['Enums']["space_visibility"],
"voting_days": number
            }
                          SetofOptions: {
        from: "*"
        to: "polls"
        isOneToOne: true
        isSetofReturn: false
      } },
"create_proposal":
{ Args: { "body": string,"is_constitutional"?: boolean,"kind": Database["public"]['Enums']["proposal_kind"],"space": string,"stake"?: number,"title": string }; Returns: {
              "author_id": string,
"body": string,
"council_id": string | null,
"created_at": string,
"deliberates_until": string | null,
"ended_at": string | null,
"id": string,
"is_constitutional": boolean,
"kind": Database["public"]['Enums']["proposal_kind"],
"poll_id": string | null,
"poll_rules": Json | null,
"quorum_bps": number | null,
"recalls_id": string | null,
"revision": number,
"seconds_needed": number | null,
"space_id": string,
"stake": number,
"stake_asset_id": string | null,
"stake_kept_if_rejected": boolean,
"stake_status": Database["public"]['Enums']["stake_status"] | null,
"status": Database["public"]['Enums']["proposal_status"],
"submissions": number,
"submitted_at": string | null,
"template": string | null,
"threshold_bps": number | null,
"title": string,
"updated_at": string,
"visibility": Database["public"]['Enums']["space_visibility"],
"voting_days": number | null
            }
                          SetofOptions: {
        from: "*"
        to: "proposals"
        isOneToOne: true
        isSetofReturn: false
      } },
"create_space":
{ Args: { "description"?: string,"kind"?: Database["public"]['Enums']["space_kind"],"name": string,"parent"?: string,"slug": string,"visibility"?: Database["public"]['Enums']["space_visibility"] }; Returns: {
              "archived_at": string | null,
"branding": NonNullable<Json>,
"created_at": string,
"created_by": string | null,
"description": string,
"id": string,
"join_policy": Database["public"]['Enums']["space_join_policy"],
"kind": Database["public"]['Enums']["space_kind"],
"name": string,
"parent_id": string | null,
"settings": NonNullable<Json>,
"slug": string,
"updated_at": string,
"visibility": Database["public"]['Enums']["space_visibility"]
            }
                          SetofOptions: {
        from: "*"
        to: "spaces"
        isOneToOne: true
        isSetofReturn: false
      } },
"create_token":
{ Args: { "code": string,"name": string,"scale"?: number,"space": string }; Returns: {
              "code": string,
"created_at": string,
"id": string,
"kind": Database["public"]['Enums']["asset_kind"],
"name": string,
"retired_at": string | null,
"scale": number,
"space_id": string | null
            }
                          SetofOptions: {
        from: "*"
        to: "assets"
        isOneToOne: true
        isSetofReturn: false
      } },
"decide_context_adjustment":
{ Args: { "decision": Database["public"]['Enums']["context_proposal_status"],"proposal": string,"reason": string }; Returns: {
              "analysis": string,
"created_at": string,
"decided_at": string | null,
"decided_by": string | null,
"decision_reason": string | null,
"domain_code": string,
"expertise_change": number,
"frequency_change": number,
"id": string,
"input": NonNullable<Json>,
"profile_id": string,
"quality_change": number,
"source": string,
"status": Database["public"]['Enums']["context_proposal_status"]
            }
                          SetofOptions: {
        from: "*"
        to: "context_analysis_logs"
        isOneToOne: true
        isSetofReturn: false
      } },
"decide_dispute":
{ Args: { "decision": string,"dispute": string,"returned_share"?: number,"shares"?: (number)[],"submissions"?: (string)[] }; Returns: {
              "bounty_id": string,
"decided_at": string | null,
"decided_by": string | null,
"decision": string | null,
"decision_hash": string | null,
"id": string,
"outcome": Database["public"]['Enums']["bounty_dispute_outcome"] | null,
"raised_at": string,
"raised_by": string,
"reason": string,
"returned_share": number | null,
"space_id": string
            }
                          SetofOptions: {
        from: "*"
        to: "bounty_disputes"
        isOneToOne: true
        isSetofReturn: false
      } },
"decline_amendment":
{ Args: { "amendment": string,"answer": string }; Returns: {
              "answer": string | null,
"answered_at": string | null,
"author_id": string,
"base_revision": number,
"became_revision": number | null,
"body": string,
"created_at": string,
"id": string,
"proposal_id": string,
"reason": string,
"revision": number,
"space_id": string,
"status": Database["public"]['Enums']["amendment_status"],
"title": string,
"updated_at": string,
"visibility": Database["public"]['Enums']["space_visibility"]
            }
                          SetofOptions: {
        from: "*"
        to: "amendments"
        isOneToOne: true
        isSetofReturn: false
      } },
"decline_connection":
{ Args: { "connection": string }; Returns: {
              "addressee_id": string,
"decided_at": string | null,
"ended_at": string | null,
"id": string,
"kind": Database["public"]['Enums']["connection_kind"],
"message": string | null,
"requested_at": string,
"requester_id": string,
"status": Database["public"]['Enums']["connection_status"]
            }
                          SetofOptions: {
        from: "*"
        to: "connections"
        isOneToOne: true
        isSetofReturn: false
      } },
"decline_hours":
{ Args: { "entry": string }; Returns: {
              "author_id": string,
"created_at": string,
"decided_at": string | null,
"decided_by": string | null,
"description": string,
"hundredths": number,
"id": string,
"receiver_id": string | null,
"request_key": string,
"space_id": string,
"status": Database["public"]['Enums']["hour_status"],
"worked_on": string
            }
                          SetofOptions: {
        from: "*"
        to: "hour_entries"
        isOneToOne: true
        isSetofReturn: false
      } },
"decline_request":
{ Args: { "person": string,"reason"?: string,"space": string }; Returns: {
              "confidentiality": Database["public"]['Enums']["confidentiality_level"],
"created_at": string,
"decided_at": string | null,
"decided_by": string | null,
"decision_reason": string | null,
"invited_by": string | null,
"joined_at": string | null,
"last_active_at": string | null,
"level": number,
"preferences": NonNullable<Json>,
"profile_id": string,
"request_message": string | null,
"requested_at": string | null,
"role": Database["public"]['Enums']["space_role"],
"space_id": string,
"status": Database["public"]['Enums']["membership_status"],
"updated_at": string
            }
                          SetofOptions: {
        from: "*"
        to: "space_members"
        isOneToOne: true
        isSetofReturn: false
      } },
"decline_submission":
{ Args: { "reason": string,"submission": string }; Returns: {
              "author_id": string,
"awarded_amount": number | null,
"body": string,
"bounty_id": string,
"decline_reason": string | null,
"handed_in_at": string,
"id": string,
"request_key": string,
"share": number | null,
"space_id": string,
"status": Database["public"]['Enums']["bounty_submission_status"]
            }
                          SetofOptions: {
        from: "*"
        to: "bounty_submissions"
        isOneToOne: true
        isSetofReturn: false
      } },
"delegate_vote":
{ Args: { "delegate": string,"domain"?: string,"space": string }; Returns: {
              "created_at": string,
"delegate_id": string,
"delegator_id": string,
"domain_code": string | null,
"ended_on": string | null,
"id": string,
"space_id": string
            }
                          SetofOptions: {
        from: "*"
        to: "delegations"
        isOneToOne: true
        isSetofReturn: false
      } },
"dismiss_contest":
{ Args: { "poll": string,"reason": string }; Returns: {
              "author_id": string,
"cancelled_at": string | null,
"closed_at": string | null,
"closes_at": string | null,
"compared_lenses": NonNullable<Json>,
"created_at": string,
"description": string,
"eligibility": NonNullable<Json>,
"eligible_count": number | null,
"expert_cuts": Json | null,
"frozen_lens": Json | null,
"further_rules": (string)[],
"id": string,
"import_electorate": number | null,
"import_source": string | null,
"joined_before": string | null,
"lens": Database["public"]['Enums']["poll_lens"],
"lens_settings": NonNullable<Json>,
"live_results": boolean,
"minimum_role": Database["public"]['Enums']["space_role"],
"modality": string,
"opened_at": string | null,
"opens_at": string | null,
"option_count": number | null,
"parameters": NonNullable<Json>,
"published_at": string | null,
"quorum_bps": number,
"relevance": NonNullable<Json>,
"revisable": boolean,
"seats": number,
"secrecy": Database["public"]['Enums']["poll_secrecy"],
"space_id": string,
"status": Database["public"]['Enums']["poll_status"],
"strong_consensus_bps": number,
"tallied_at": string | null,
"target_id": string | null,
"target_type": string | null,
"threshold_bps": number,
"tie_seed": string | null,
"title": string,
"updated_at": string,
"visibility": Database["public"]['Enums']["space_visibility"],
"voting_days": number
            }
                          SetofOptions: {
        from: "*"
        to: "polls"
        isOneToOne: true
        isSetofReturn: false
      } },
"dispute_bounty":
{ Args: { "bounty": string,"reason": string }; Returns: {
              "bounty_id": string,
"decided_at": string | null,
"decided_by": string | null,
"decision": string | null,
"decision_hash": string | null,
"id": string,
"outcome": Database["public"]['Enums']["bounty_dispute_outcome"] | null,
"raised_at": string,
"raised_by": string,
"reason": string,
"returned_share": number | null,
"space_id": string
            }
                          SetofOptions: {
        from: "*"
        to: "bounty_disputes"
        isOneToOne: true
        isSetofReturn: false
      } },
"dissolve_council":
{ Args: { "council": string }; Returns: {
              "created_at": string,
"description": string,
"dissolved_at": string | null,
"id": string,
"modality": string,
"name": string,
"seats": number,
"space_id": string,
"term_days": number,
"terms_in_row": number | null,
"visibility": Database["public"]['Enums']["space_visibility"]
            }
                          SetofOptions: {
        from: "*"
        to: "councils"
        isOneToOne: true
        isSetofReturn: false
      } },
"draft_campaign":
{ Args: { "beneficiary"?: string,"currency": string,"deadline": string,"description"?: string,"funding"?: Database["public"]['Enums']["campaign_funding"],"goal_amount": number,"space": string,"title": string }; Returns: {
              "asset_id": string,
"author_id": string,
"beneficiary_id": string | null,
"contribution_count": number,
"created_at": string,
"deadline": string,
"description": string,
"ended_at": string | null,
"funding": Database["public"]['Enums']["campaign_funding"],
"goal_amount": number,
"id": string,
"opened_at": string | null,
"paid_amount": number | null,
"raised_amount": number,
"settled_at": string | null,
"space_id": string,
"status": Database["public"]['Enums']["campaign_status"],
"title": string,
"visibility": Database["public"]['Enums']["space_visibility"]
            }
                          SetofOptions: {
        from: "*"
        to: "campaigns"
        isOneToOne: true
        isSetofReturn: false
      } },
"edit_my_identity":
{ Args: { "avatar_path"?: string,"bio"?: string,"display_name"?: string,"space": string }; Returns: {
              "avatar_path": string | null,
"bio": string | null,
"display_name": string | null,
"id": string,
"joined_at": string | null,
"level": Database["public"]['Enums']["confidentiality_level"],
"role": Database["public"]['Enums']["space_role"] | null,
"shown_profile_id": string | null,
"space_id": string,
"space_visibility": Database["public"]['Enums']["space_visibility"]
            }
                          SetofOptions: {
        from: "*"
        to: "contextual_identities"
        isOneToOne: true
        isSetofReturn: false
      } },
"edit_plan":
{ Args: { "description"?: string,"is_active"?: boolean,"name"?: string,"plan": string,"price"?: number,"trial_days"?: number }; Returns: {
              "asset_id": string,
"created_at": string,
"description": string,
"id": string,
"is_active": boolean,
"name": string,
"period": Database["public"]['Enums']["charge_period"],
"price": number,
"space_id": string,
"tier": Database["public"]['Enums']["membership_tier"],
"trial_days": number,
"updated_at": string,
"visibility": Database["public"]['Enums']["space_visibility"]
            }
                          SetofOptions: {
        from: "*"
        to: "subscription_plans"
        isOneToOne: true
        isSetofReturn: false
      } },
"enact_proposal":
{ Args: { "proposal": string }; Returns: {
              "author_id": string,
"body": string,
"council_id": string | null,
"created_at": string,
"deliberates_until": string | null,
"ended_at": string | null,
"id": string,
"is_constitutional": boolean,
"kind": Database["public"]['Enums']["proposal_kind"],
"poll_id": string | null,
"poll_rules": Json | null,
"quorum_bps": number | null,
"recalls_id": string | null,
"revision": number,
"seconds_needed": number | null,
"space_id": string,
"stake": number,
"stake_asset_id": string | null,
"stake_kept_if_rejected": boolean,
"stake_status": Database["public"]['Enums']["stake_status"] | null,
"status": Database["public"]['Enums']["proposal_status"],
"submissions": number,
"submitted_at": string | null,
"template": string | null,
"threshold_bps": number | null,
"title": string,
"updated_at": string,
"visibility": Database["public"]['Enums']["space_visibility"],
"voting_days": number | null
            }
                          SetofOptions: {
        from: "*"
        to: "proposals"
        isOneToOne: true
        isSetofReturn: false
      } },
"end_connection":
{ Args: { "connection": string }; Returns: {
              "addressee_id": string,
"decided_at": string | null,
"ended_at": string | null,
"id": string,
"kind": Database["public"]['Enums']["connection_kind"],
"message": string | null,
"requested_at": string,
"requester_id": string,
"status": Database["public"]['Enums']["connection_status"]
            }
                          SetofOptions: {
        from: "*"
        to: "connections"
        isOneToOne: true
        isSetofReturn: false
      } },
"enter_matching_round":
{ Args: { "campaign": string,"round": string }; Returns: {
              "asset_id": string,
"author_id": string,
"beneficiary_id": string | null,
"contribution_count": number,
"created_at": string,
"deadline": string,
"description": string,
"ended_at": string | null,
"funding": Database["public"]['Enums']["campaign_funding"],
"goal_amount": number,
"id": string,
"opened_at": string | null,
"paid_amount": number | null,
"raised_amount": number,
"settled_at": string | null,
"space_id": string,
"status": Database["public"]['Enums']["campaign_status"],
"title": string,
"visibility": Database["public"]['Enums']["space_visibility"]
            }
                          SetofOptions: {
        from: "*"
        to: "campaigns"
        isOneToOne: true
        isSetofReturn: false
      } },
"erase_me":
{ Args: { "confirm": string }; Returns: undefined
                           },
"expertise_of":
{ Args: { "person": string }; Returns: {
              "domain_code": string,"is_emerging": boolean,"score": number
            }[]
                           },
"explain_expertise":
{ Args: { "domain": string }; Returns: Json
                           },
"explain_weight":
{ Args: { "lens"?: number,"poll": string }; Returns: Json
                           },
"export_my_data":
{ Args: Record<PropertyKey, never>; Returns: Json
                           },
"extend_bounty":
{ Args: { "bounty": string,"ends_at": string }; Returns: {
              "asset_id": string,
"author_id": string,
"created_at": string,
"description": string,
"ended_at": string | null,
"ends_at": string,
"escrowed_amount": number,
"extensions": number,
"id": string,
"is_from_space": boolean,
"opened_at": string | null,
"raised_amount": number,
"request_key": string,
"review_until": string | null,
"settles_at": string | null,
"space_id": string,
"status": Database["public"]['Enums']["bounty_status"],
"target_id": string | null,
"target_type": string | null,
"terms": string,
"title": string
            }
                          SetofOptions: {
        from: "*"
        to: "bounties"
        isOneToOne: true
        isSetofReturn: false
      } },
"feature_enabled":
{ Args: { "flag": string,"space"?: string }; Returns: boolean
                           },
"find_profile":
{ Args: { "handle": string }; Returns: {
              "avatar_path": string | null,
"bio": string,
"created_at": string,
"display_name": string,
"erased_at": string | null,
"global_role": Database["public"]['Enums']["space_role"],
"handle": string | null,
"id": string,
"last_active_at": string | null,
"locale": string,
"location": string,
"onboarded_at": string | null,
"timezone": string,
"updated_at": string,
"website": string | null
            }
                          SetofOptions: {
        from: "*"
        to: "profiles"
        isOneToOne: true
        isSetofReturn: false
      } },
"find_space":
{ Args: { "slug": string }; Returns: {
              "archived_at": string | null,
"branding": NonNullable<Json>,
"created_at": string,
"created_by": string | null,
"description": string,
"id": string,
"join_policy": Database["public"]['Enums']["space_join_policy"],
"kind": Database["public"]['Enums']["space_kind"],
"name": string,
"parent_id": string | null,
"settings": NonNullable<Json>,
"slug": string,
"updated_at": string,
"visibility": Database["public"]['Enums']["space_visibility"]
            }
                          SetofOptions: {
        from: "*"
        to: "spaces"
        isOneToOne: true
        isSetofReturn: false
      } },
"fund_bounty":
{ Args: { "amount": number,"bounty": string,"from_treasury"?: boolean,"request_key": string }; Returns: {
              "account_id": string,
"amount": number,
"awarded_amount": number,
"bounty_id": string,
"contributed_at": string,
"due_amount": number,
"escrowed_amount": number,
"id": string,
"identity_id": string,
"payment_id": string | null,
"returned_amount": number,
"source": Database["public"]['Enums']["bounty_source"],
"space_id": string
            }
                          SetofOptions: {
        from: "*"
        to: "bounty_contributions"
        isOneToOne: true
        isSetofReturn: false
      } },
"fund_matching_round":
{ Args: { "amount": number,"request_key": string,"round": string }; Returns: {
              "asset_id": string,
"cap_amount": number | null,
"created_at": string,
"eligibility": NonNullable<Json>,
"ended_at": string | null,
"ends_at": string,
"id": string,
"pot_amount": number,
"space_id": string,
"status": Database["public"]['Enums']["matching_status"],
"title": string,
"visibility": Database["public"]['Enums']["space_visibility"]
            }
                          SetofOptions: {
        from: "*"
        to: "matching_rounds"
        isOneToOne: true
        isSetofReturn: false
      } },
"grant_consent":
{ Args: { "counterpart"?: string,"days"?: number,"level"?: Database["public"]['Enums']["consent_level"],"purpose": string,"space"?: string }; Returns: {
              "counterpart_id": string | null,
"expires_at": string,
"granted_at": string,
"id": string,
"level": Database["public"]['Enums']["consent_level"] | null,
"profile_id": string,
"purpose": string,
"replaced_by": string | null,
"revoked_at": string | null,
"space_id": string | null
            }
                          SetofOptions: {
        from: "*"
        to: "consents"
        isOneToOne: true
        isSetofReturn: false
      } },
"grant_pci_consent":
{ Args: { "days"?: number,"details"?: Json,"level"?: Database["public"]['Enums']["consent_level"],"scope": Database["public"]['Enums']["pci_scope"] }; Returns: {
              "details": NonNullable<Json>,
"expires_at": string,
"granted_at": string,
"id": string,
"level": Database["public"]['Enums']["consent_level"],
"profile_id": string,
"replaced_by": string | null,
"revoked_at": string | null,
"scope": Database["public"]['Enums']["pci_scope"]
            }
                          SetofOptions: {
        from: "*"
        to: "pci_consents"
        isOneToOne: true
        isSetofReturn: false
      } },
"hand_in":
{ Args: { "body": string,"bounty": string,"request_key": string }; Returns: {
              "author_id": string,
"awarded_amount": number | null,
"body": string,
"bounty_id": string,
"decline_reason": string | null,
"handed_in_at": string,
"id": string,
"request_key": string,
"share": number | null,
"space_id": string,
"status": Database["public"]['Enums']["bounty_submission_status"]
            }
                          SetofOptions: {
        from: "*"
        to: "bounty_submissions"
        isOneToOne: true
        isSetofReturn: false
      } },
"import_ballots":
{ Args: { "choices": Json,"poll": string,"voters": (string)[] }; Returns: Json
                           },
"invalidate_reading":
{ Args: { "reading": string,"reason": string }; Returns: {
              "agreement_bps": number | null,
"ballot_count": number,
"ballots_root": string,
"changes_winner": boolean | null,
"computed_at": string,
"eligible_count": number,
"engine_version": string,
"experts": Json | null,
"id": string,
"invalidated_reason": string | null,
"is_baseline": boolean,
"lens": Database["public"]['Enums']["poll_lens"],
"lens_definition": NonNullable<Json>,
"lens_hash": string,
"poll_id": string,
"poll_status": Database["public"]['Enums']["poll_status"],
"result": NonNullable<Json>,
"snapshot_hash": string | null,
"space_id": string,
"status": Database["public"]['Enums']["reading_status"],
"strong_consensus": boolean,
"superseded_by": string | null,
"total_weight": number,
"visibility": Database["public"]['Enums']["space_visibility"],
"warnings": (string)[],
"winners": (number)[]
            }
                          SetofOptions: {
        from: "*"
        to: "poll_results"
        isOneToOne: true
        isSetofReturn: false
      } },
"invite_member":
{ Args: { "person": string,"role"?: Database["public"]['Enums']["space_role"],"space": string }; Returns: {
              "confidentiality": Database["public"]['Enums']["confidentiality_level"],
"created_at": string,
"decided_at": string | null,
"decided_by": string | null,
"decision_reason": string | null,
"invited_by": string | null,
"joined_at": string | null,
"last_active_at": string | null,
"level": number,
"preferences": NonNullable<Json>,
"profile_id": string,
"request_message": string | null,
"requested_at": string | null,
"role": Database["public"]['Enums']["space_role"],
"space_id": string,
"status": Database["public"]['Enums']["membership_status"],
"updated_at": string
            }
                          SetofOptions: {
        from: "*"
        to: "space_members"
        isOneToOne: true
        isSetofReturn: false
      } },
"issue_tokens":
{ Args: { "amount": number,"code": string,"request_key": string,"space": string }; Returns: Database["public"]['CompositeTypes']["transfer"]
                          SetofOptions: {
        from: "*"
        to: "transfer"
        isOneToOne: true
        isSetofReturn: false
      } },
"join_space":
{ Args: { "message"?: string,"space": string }; Returns: {
              "confidentiality": Database["public"]['Enums']["confidentiality_level"],
"created_at": string,
"decided_at": string | null,
"decided_by": string | null,
"decision_reason": string | null,
"invited_by": string | null,
"joined_at": string | null,
"last_active_at": string | null,
"level": number,
"preferences": NonNullable<Json>,
"profile_id": string,
"request_message": string | null,
"requested_at": string | null,
"role": Database["public"]['Enums']["space_role"],
"space_id": string,
"status": Database["public"]['Enums']["membership_status"],
"updated_at": string
            }
                          SetofOptions: {
        from: "*"
        to: "space_members"
        isOneToOne: true
        isSetofReturn: false
      } },
"leave_space":
{ Args: { "space": string }; Returns: undefined
                           },
"live_result":
{ Args: { "poll": string }; Returns: Json
                           },
"log_hours":
{ Args: { "description": string,"hundredths": number,"receiver"?: string,"request_key": string,"space": string,"worked_on": string }; Returns: {
              "author_id": string,
"created_at": string,
"decided_at": string | null,
"decided_by": string | null,
"description": string,
"hundredths": number,
"id": string,
"receiver_id": string | null,
"request_key": string,
"space_id": string,
"status": Database["public"]['Enums']["hour_status"],
"worked_on": string
            }
                          SetofOptions: {
        from: "*"
        to: "hour_entries"
        isOneToOne: true
        isSetofReturn: false
      } },
"make_pledge":
{ Args: { "amount": number,"covers_fee"?: boolean,"currency": string,"is_anonymous"?: boolean,"message"?: string,"period": Database["public"]['Enums']["charge_period"],"request_key": string,"space": string }; Returns: string
                           },
"may":
{ Args: { "permission": string,"space"?: string }; Returns: boolean
                           },
"membership_decisions":
{ Args: { "people": (string)[],"space": string }; Returns: {
              "decided_by": string,"invited_by": string,"profile_id": string
            }[]
                           },
"move_space":
{ Args: { "parent"?: string,"space": string }; Returns: {
              "archived_at": string | null,
"branding": NonNullable<Json>,
"created_at": string,
"created_by": string | null,
"description": string,
"id": string,
"join_policy": Database["public"]['Enums']["space_join_policy"],
"kind": Database["public"]['Enums']["space_kind"],
"name": string,
"parent_id": string | null,
"settings": NonNullable<Json>,
"slug": string,
"updated_at": string,
"visibility": Database["public"]['Enums']["space_visibility"]
            }
                          SetofOptions: {
        from: "*"
        to: "spaces"
        isOneToOne: true
        isSetofReturn: false
      } },
"my_connections":
{ Args: { "before"?: string,"kind"?: Database["public"]['Enums']["connection_kind"],"page"?: number }; Returns: {
              "addressee_id": string,
"decided_at": string | null,
"ended_at": string | null,
"id": string,
"kind": Database["public"]['Enums']["connection_kind"],
"message": string | null,
"requested_at": string,
"requester_id": string,
"status": Database["public"]['Enums']["connection_status"]
            }[]
                          SetofOptions: {
        from: "*"
        to: "connections"
        isOneToOne: false
        isSetofReturn: true
      } },
"my_consents":
{ Args: Record<PropertyKey, never>; Returns: {
              "counterpart_id": string | null,
"expires_at": string,
"granted_at": string,
"id": string,
"level": Database["public"]['Enums']["consent_level"] | null,
"profile_id": string,
"purpose": string,
"replaced_by": string | null,
"revoked_at": string | null,
"space_id": string | null
            }[]
                          SetofOptions: {
        from: "*"
        to: "consents"
        isOneToOne: false
        isSetofReturn: true
      } },
"my_delegations":
{ Args: { "space"?: string }; Returns: {
              "created_at": string,"display_name": string,"domain_code": string,"id": string,"identity_id": string,"is_given": boolean,"space_id": string
            }[]
                           },
"my_demurrage":
{ Args: Record<PropertyKey, never>; Returns: {
              "account_id": string,"at_risk": number,"basis_points": number,"code": string,"due_on": string,"period": Database["public"]['Enums']["economy_period"],"threshold": number
            }[]
                           },
"my_eligibility":
{ Args: { "poll_id": string }; Returns: Json
                           },
"my_features":
{ Args: { "space"?: string }; Returns: (string)[]
                           },
"my_hours":
{ Args: { "before"?: string,"before_id"?: string,"page"?: number }; Returns: {
              "cap_cut": number,"created_at": string,"entry_id": string,"hundredths": number,"minted": number,"space_id": string,"status": Database["public"]['Enums']["hour_status"],"worked_on": string
            }[]
                           },
"my_identities":
{ Args: Record<PropertyKey, never>; Returns: {
              "avatar_path": string | null,
"bio": string | null,
"display_name": string | null,
"id": string,
"joined_at": string | null,
"level": Database["public"]['Enums']["confidentiality_level"],
"role": Database["public"]['Enums']["space_role"] | null,
"shown_profile_id": string | null,
"space_id": string,
"space_visibility": Database["public"]['Enums']["space_visibility"]
            }[]
                          SetofOptions: {
        from: "*"
        to: "contextual_identities"
        isOneToOne: false
        isSetofReturn: true
      } },
"my_memberships":
{ Args: Record<PropertyKey, never>; Returns: {
              "confidentiality": Database["public"]['Enums']["confidentiality_level"],
"created_at": string,
"decided_at": string | null,
"decided_by": string | null,
"decision_reason": string | null,
"invited_by": string | null,
"joined_at": string | null,
"last_active_at": string | null,
"level": number,
"preferences": NonNullable<Json>,
"profile_id": string,
"request_message": string | null,
"requested_at": string | null,
"role": Database["public"]['Enums']["space_role"],
"space_id": string,
"status": Database["public"]['Enums']["membership_status"],
"updated_at": string
            }[]
                          SetofOptions: {
        from: "*"
        to: "space_members"
        isOneToOne: false
        isSetofReturn: true
      } },
"my_payments":
{ Args: { "before"?: string,"before_id"?: string,"page"?: number }; Returns: {
              "amount": number,"created_at": string,"currency": string,"description": string,"disputed_amount": number,"failure": string,"fee_amount": number,"payment_id": string,"purpose": Database["public"]['Enums']["payment_purpose"],"receipt_id": string,"receipt_number": string,"refunded_amount": number,"settled_at": string,"space_id": string,"status": Database["public"]['Enums']["payment_status"],"target_id": string,"total_amount": number
            }[]
                           },
"my_permissions":
{ Args: { "space"?: string }; Returns: (string)[]
                           },
"my_receipt":
{ Args: { "poll_id": string }; Returns: Database["public"]['CompositeTypes']["ballot_receipt"]
                          SetofOptions: {
        from: "*"
        to: "ballot_receipt"
        isOneToOne: true
        isSetofReturn: false
      } },
"my_rewards":
{ Args: { "before"?: string,"page"?: number,"space"?: string }; Returns: {
              "action": string,"amount": number,"base": number,"cap_cut": number,"granted_at": string,"happened_at": string,"is_halved": boolean,"percent": number,"points": number,"source_id": string,"source_type": string,"space_id": string,"streak": number,"streak_bonus": number,"tier": Database["public"]['Enums']["membership_tier"],"token": string
            }[]
                           },
"my_standing_orders":
{ Args: { "before"?: string,"before_id"?: string,"page"?: number }; Returns: {
              "amount": number,"cancel_at_period_end": boolean,"created_at": string,"currency": string,"due_at": string,"end_reason": Database["public"]['Enums']["order_end_reason"],"ended_at": string,"failure": string,"id": string,"is_fee_covered": boolean,"method_id": string,"next_amount": number,"next_period": Database["public"]['Enums']["charge_period"],"paid_until": string,"past_due_since": string,"period": Database["public"]['Enums']["charge_period"],"purpose": Database["public"]['Enums']["payment_purpose"],"returned_at": string,"space_id": string,"status": Database["public"]['Enums']["standing_order_status"],"tries": number
            }[]
                           },
"my_streak":
{ Args: { "space": string }; Returns: {
              "lasts_until": string,"next_bonus": number,"streak": number
            }[]
                           },
"my_tiers":
{ Args: Record<PropertyKey, never>; Returns: {
              "ends_at": string,"space_id": string,"tier": Database["public"]['Enums']["membership_tier"]
            }[]
                           },
"my_uploads":
{ Args: { "before"?: string,"page"?: number }; Returns: {
              "bucket": string,
"content_type": string,
"created_at": string,
"description": string,
"id": string,
"path": string,
"profile_id": string,
"resource_id": string | null,
"resource_type": string | null,
"size": number,
"space_id": string | null,
"title": string,
"visibility": Database["public"]['Enums']["file_visibility"]
            }[]
                          SetofOptions: {
        from: "*"
        to: "file_uploads"
        isOneToOne: false
        isSetofReturn: true
      } },
"my_voice_credits":
{ Args: { "space": string }; Returns: Json
                           },
"open_campaign":
{ Args: { "campaign": string }; Returns: {
              "asset_id": string,
"author_id": string,
"beneficiary_id": string | null,
"contribution_count": number,
"created_at": string,
"deadline": string,
"description": string,
"ended_at": string | null,
"funding": Database["public"]['Enums']["campaign_funding"],
"goal_amount": number,
"id": string,
"opened_at": string | null,
"paid_amount": number | null,
"raised_amount": number,
"settled_at": string | null,
"space_id": string,
"status": Database["public"]['Enums']["campaign_status"],
"title": string,
"visibility": Database["public"]['Enums']["space_visibility"]
            }
                          SetofOptions: {
        from: "*"
        to: "campaigns"
        isOneToOne: true
        isSetofReturn: false
      } },
"open_matching_round":
{ Args: { "cap_amount"?: number,"currency": string,"eligibility"?: Json,"ends_at": string,"space": string,"title": string }; Returns: {
              "asset_id": string,
"cap_amount": number | null,
"created_at": string,
"eligibility": NonNullable<Json>,
"ended_at": string | null,
"ends_at": string,
"id": string,
"pot_amount": number,
"space_id": string,
"status": Database["public"]['Enums']["matching_status"],
"title": string,
"visibility": Database["public"]['Enums']["space_visibility"]
            }
                          SetofOptions: {
        from: "*"
        to: "matching_rounds"
        isOneToOne: true
        isSetofReturn: false
      } },
"open_poll":
{ Args: { "poll": string }; Returns: {
              "author_id": string,
"cancelled_at": string | null,
"closed_at": string | null,
"closes_at": string | null,
"compared_lenses": NonNullable<Json>,
"created_at": string,
"description": string,
"eligibility": NonNullable<Json>,
"eligible_count": number | null,
"expert_cuts": Json | null,
"frozen_lens": Json | null,
"further_rules": (string)[],
"id": string,
"import_electorate": number | null,
"import_source": string | null,
"joined_before": string | null,
"lens": Database["public"]['Enums']["poll_lens"],
"lens_settings": NonNullable<Json>,
"live_results": boolean,
"minimum_role": Database["public"]['Enums']["space_role"],
"modality": string,
"opened_at": string | null,
"opens_at": string | null,
"option_count": number | null,
"parameters": NonNullable<Json>,
"published_at": string | null,
"quorum_bps": number,
"relevance": NonNullable<Json>,
"revisable": boolean,
"seats": number,
"secrecy": Database["public"]['Enums']["poll_secrecy"],
"space_id": string,
"status": Database["public"]['Enums']["poll_status"],
"strong_consensus_bps": number,
"tallied_at": string | null,
"target_id": string | null,
"target_type": string | null,
"threshold_bps": number,
"tie_seed": string | null,
"title": string,
"updated_at": string,
"visibility": Database["public"]['Enums']["space_visibility"],
"voting_days": number
            }
                          SetofOptions: {
        from: "*"
        to: "polls"
        isOneToOne: true
        isSetofReturn: false
      } },
"open_proposal":
{ Args: { "proposal": string }; Returns: {
              "author_id": string,
"body": string,
"council_id": string | null,
"created_at": string,
"deliberates_until": string | null,
"ended_at": string | null,
"id": string,
"is_constitutional": boolean,
"kind": Database["public"]['Enums']["proposal_kind"],
"poll_id": string | null,
"poll_rules": Json | null,
"quorum_bps": number | null,
"recalls_id": string | null,
"revision": number,
"seconds_needed": number | null,
"space_id": string,
"stake": number,
"stake_asset_id": string | null,
"stake_kept_if_rejected": boolean,
"stake_status": Database["public"]['Enums']["stake_status"] | null,
"status": Database["public"]['Enums']["proposal_status"],
"submissions": number,
"submitted_at": string | null,
"template": string | null,
"threshold_bps": number | null,
"title": string,
"updated_at": string,
"visibility": Database["public"]['Enums']["space_visibility"],
"voting_days": number | null
            }
                          SetofOptions: {
        from: "*"
        to: "proposals"
        isOneToOne: true
        isSetofReturn: false
      } },
"pause_standing_order":
{ Args: { "standing_order": string }; Returns: undefined
                           },
"pci_profile_of":
{ Args: { "person": string }; Returns: {
              "calibration": NonNullable<Json>,
"created_at": string,
"interaction_preferences": NonNullable<Json>,
"profile_id": string,
"updated_at": string
            }
                          SetofOptions: {
        from: "*"
        to: "pci_profiles"
        isOneToOne: true
        isSetofReturn: false
      } },
"person_behind":
{ Args: { "identity": string }; Returns: string
                           },
"preview_invite_code":
{ Args: { "code": string }; Returns: Json
                           },
"propose_context_adjustment":
{ Args: { "analysis": string,"domain": string,"expertise"?: number,"frequency"?: number,"input"?: Json,"person": string,"quality"?: number,"source": string }; Returns: {
              "analysis": string,
"created_at": string,
"decided_at": string | null,
"decided_by": string | null,
"decision_reason": string | null,
"domain_code": string,
"expertise_change": number,
"frequency_change": number,
"id": string,
"input": NonNullable<Json>,
"profile_id": string,
"quality_change": number,
"source": string,
"status": Database["public"]['Enums']["context_proposal_status"]
            }
                          SetofOptions: {
        from: "*"
        to: "context_analysis_logs"
        isOneToOne: true
        isSetofReturn: false
      } },
"propose_election":
{ Args: { "body": string,"council": string,"title": string }; Returns: {
              "author_id": string,
"body": string,
"council_id": string | null,
"created_at": string,
"deliberates_until": string | null,
"ended_at": string | null,
"id": string,
"is_constitutional": boolean,
"kind": Database["public"]['Enums']["proposal_kind"],
"poll_id": string | null,
"poll_rules": Json | null,
"quorum_bps": number | null,
"recalls_id": string | null,
"revision": number,
"seconds_needed": number | null,
"space_id": string,
"stake": number,
"stake_asset_id": string | null,
"stake_kept_if_rejected": boolean,
"stake_status": Database["public"]['Enums']["stake_status"] | null,
"status": Database["public"]['Enums']["proposal_status"],
"submissions": number,
"submitted_at": string | null,
"template": string | null,
"threshold_bps": number | null,
"title": string,
"updated_at": string,
"visibility": Database["public"]['Enums']["space_visibility"],
"voting_days": number | null
            }
                          SetofOptions: {
        from: "*"
        to: "proposals"
        isOneToOne: true
        isSetofReturn: false
      } },
"propose_recall":
{ Args: { "body": string,"term": string,"title": string }; Returns: {
              "author_id": string,
"body": string,
"council_id": string | null,
"created_at": string,
"deliberates_until": string | null,
"ended_at": string | null,
"id": string,
"is_constitutional": boolean,
"kind": Database["public"]['Enums']["proposal_kind"],
"poll_id": string | null,
"poll_rules": Json | null,
"quorum_bps": number | null,
"recalls_id": string | null,
"revision": number,
"seconds_needed": number | null,
"space_id": string,
"stake": number,
"stake_asset_id": string | null,
"stake_kept_if_rejected": boolean,
"stake_status": Database["public"]['Enums']["stake_status"] | null,
"status": Database["public"]['Enums']["proposal_status"],
"submissions": number,
"submitted_at": string | null,
"template": string | null,
"threshold_bps": number | null,
"title": string,
"updated_at": string,
"visibility": Database["public"]['Enums']["space_visibility"],
"voting_days": number | null
            }
                          SetofOptions: {
        from: "*"
        to: "proposals"
        isOneToOne: true
        isSetofReturn: false
      } },
"publish_poll":
{ Args: { "poll": string }; Returns: {
              "author_id": string,
"cancelled_at": string | null,
"closed_at": string | null,
"closes_at": string | null,
"compared_lenses": NonNullable<Json>,
"created_at": string,
"description": string,
"eligibility": NonNullable<Json>,
"eligible_count": number | null,
"expert_cuts": Json | null,
"frozen_lens": Json | null,
"further_rules": (string)[],
"id": string,
"import_electorate": number | null,
"import_source": string | null,
"joined_before": string | null,
"lens": Database["public"]['Enums']["poll_lens"],
"lens_settings": NonNullable<Json>,
"live_results": boolean,
"minimum_role": Database["public"]['Enums']["space_role"],
"modality": string,
"opened_at": string | null,
"opens_at": string | null,
"option_count": number | null,
"parameters": NonNullable<Json>,
"published_at": string | null,
"quorum_bps": number,
"relevance": NonNullable<Json>,
"revisable": boolean,
"seats": number,
"secrecy": Database["public"]['Enums']["poll_secrecy"],
"space_id": string,
"status": Database["public"]['Enums']["poll_status"],
"strong_consensus_bps": number,
"tallied_at": string | null,
"target_id": string | null,
"target_type": string | null,
"threshold_bps": number,
"tie_seed": string | null,
"title": string,
"updated_at": string,
"visibility": Database["public"]['Enums']["space_visibility"],
"voting_days": number
            }
                          SetofOptions: {
        from: "*"
        to: "polls"
        isOneToOne: true
        isSetofReturn: false
      } },
"put_votes":
{ Args: { "poll": string,"votes": number }; Returns: {
              "cost": number,
"cycle_id": string,
"decided_at": string,
"poll_id": string,
"profile_id": string,
"votes": number
            }
                          SetofOptions: {
        from: "*"
        to: "voice_votes"
        isOneToOne: true
        isSetofReturn: false
      } },
"quote_conversion":
{ Args: { "amount": number,"from_asset": string,"to_asset": string }; Returns: Database["public"]['CompositeTypes']["conversion"]
                          SetofOptions: {
        from: "*"
        to: "conversion"
        isOneToOne: true
        isSetofReturn: false
      } },
"quote_payment":
{ Args: { "amount": number,"covers_fee"?: boolean,"currency": string,"space": string }; Returns: Database["public"]['CompositeTypes']["payment_quote"]
                          SetofOptions: {
        from: "*"
        to: "payment_quote"
        isOneToOne: true
        isSetofReturn: false
      } },
"record_ethics_event":
{ Args: { "ends"?: number,"evidence"?: Json,"kind": Database["public"]['Enums']["ethics_event_kind"],"person": string,"reason": string,"source": string }; Returns: {
              "amount": number,
"ends_id": number | null,
"evidence": NonNullable<Json>,
"id": number,
"kind": Database["public"]['Enums']["ethics_event_kind"],
"profile_id": string,
"reason": string,
"recorded_at": string,
"source": string
            }
                          SetofOptions: {
        from: "*"
        to: "ethics_events"
        isOneToOne: true
        isSetofReturn: false
      } },
"record_evidence":
{ Args: { "domain": string,"evidence"?: Json,"kind": Database["public"]['Enums']["evidence_kind"],"occurred_at"?: string,"person": string,"reason": string,"source": string }; Returns: {
              "domain_code": string,
"evidence": NonNullable<Json>,
"expertise": number,
"frequency": number,
"id": number,
"kind": Database["public"]['Enums']["evidence_kind"],
"occurred_at": string,
"profile_id": string,
"quality": number,
"reason": string,
"recorded_at": string,
"retracts_id": number | null,
"source": string | null
            }
                          SetofOptions: {
        from: "*"
        to: "expertise_events"
        isOneToOne: true
        isSetofReturn: false
      } },
"record_expertise":
{ Args: { "domain": string,"evidence"?: Json,"expertise": number,"frequency": number,"profile": string,"quality": number,"reason": string,"source"?: string }; Returns: {
              "axis_weights": (number)[],
"created_at": string,
"domain_code": string,
"evidence": NonNullable<Json>,
"evidence_at": string,
"expertise": number,
"frequency": number,
"half_life_days": number,
"id": string,
"profile_id": string,
"quality": number,
"raw_score": number,
"reason": string,
"updated_at": string,
"weighted_score": number
            }
                          SetofOptions: {
        from: "*"
        to: "expertise_scores"
        isOneToOne: true
        isSetofReturn: false
      } },
"redeem_invite_code":
{ Args: { "code": string }; Returns: Json
                           },
"register_upload":
{ Args: { "bucket": string,"description"?: string,"path": string,"resource_id"?: string,"resource_type"?: string,"space"?: string,"title"?: string,"visibility"?: Database["public"]['Enums']["file_visibility"] }; Returns: {
              "bucket": string,
"content_type": string,
"created_at": string,
"description": string,
"id": string,
"path": string,
"profile_id": string,
"resource_id": string | null,
"resource_type": string | null,
"size": number,
"space_id": string | null,
"title": string,
"visibility": Database["public"]['Enums']["file_visibility"]
            }
                          SetofOptions: {
        from: "*"
        to: "file_uploads"
        isOneToOne: true
        isSetofReturn: false
      } },
"remove_member":
{ Args: { "person": string,"reason"?: string,"space": string }; Returns: {
              "confidentiality": Database["public"]['Enums']["confidentiality_level"],
"created_at": string,
"decided_at": string | null,
"decided_by": string | null,
"decision_reason": string | null,
"invited_by": string | null,
"joined_at": string | null,
"last_active_at": string | null,
"level": number,
"preferences": NonNullable<Json>,
"profile_id": string,
"request_message": string | null,
"requested_at": string | null,
"role": Database["public"]['Enums']["space_role"],
"space_id": string,
"status": Database["public"]['Enums']["membership_status"],
"updated_at": string
            }
                          SetofOptions: {
        from: "*"
        to: "space_members"
        isOneToOne: true
        isSetofReturn: false
      } },
"remove_upload":
{ Args: { "upload": string }; Returns: undefined
                           },
"reorder_space_rules":
{ Args: { "ids": (string)[],"kind": Database["public"]['Enums']["space_rule_kind"],"space": string }; Returns: {
              "author_id": string | null,
"body": string,
"created_at": string,
"id": string,
"is_active": boolean,
"kind": Database["public"]['Enums']["space_rule_kind"],
"position": number,
"space_id": string,
"title": string,
"updated_at": string,
"value": NonNullable<Json>,
"visibility": Database["public"]['Enums']["space_visibility"]
            }[]
                          SetofOptions: {
        from: "*"
        to: "space_rules"
        isOneToOne: false
        isSetofReturn: true
      } },
"request_connection":
{ Args: { "kind": Database["public"]['Enums']["connection_kind"],"message"?: string,"person": string }; Returns: {
              "addressee_id": string,
"decided_at": string | null,
"ended_at": string | null,
"id": string,
"kind": Database["public"]['Enums']["connection_kind"],
"message": string | null,
"requested_at": string,
"requester_id": string,
"status": Database["public"]['Enums']["connection_status"]
            }
                          SetofOptions: {
        from: "*"
        to: "connections"
        isOneToOne: true
        isSetofReturn: false
      } },
"request_payout":
{ Args: { "account": string,"amount": number,"request_key": string }; Returns: {
              "amount": number,
"asset_id": string,
"attempts": number,
"created_at": string,
"due_at": string,
"failure": string | null,
"hold_id": string | null,
"id": string,
"payout_account_id": string,
"profile_id": string | null,
"refusals": number,
"request_key": string,
"requested_by": string | null,
"returned_amount": number,
"settled_at": string | null,
"space_id": string | null,
"status": Database["public"]['Enums']["payout_status"]
            }
                          SetofOptions: {
        from: "*"
        to: "payout_jobs"
        isOneToOne: true
        isSetofReturn: false
      } },
"reset_permission":
{ Args: { "permission": string,"role": Database["public"]['Enums']["space_role"],"space": string }; Returns: undefined
                           },
"reset_reward_rule":
{ Args: { "action": string,"space": string }; Returns: undefined
                           },
"resign_term":
{ Args: { "term": string }; Returns: {
              "council_id": string,
"election_id": string,
"ended_as": Database["public"]['Enums']["term_end"] | null,
"ended_at": string | null,
"ends_at": string,
"holder_id": string,
"id": string,
"space_id": string,
"starts_at": string,
"visibility": Database["public"]['Enums']["space_visibility"]
            }
                          SetofOptions: {
        from: "*"
        to: "council_terms"
        isOneToOne: true
        isSetofReturn: false
      } },
"resolve_finding":
{ Args: { "finding": string,"reason": string }; Returns: {
              "actual": number,
"asset_id": string,
"expected": number,
"found_at": string,
"gone_at": string | null,
"id": string,
"kind": Database["public"]['Enums']["finding_kind"],
"moved_at": string,
"provider": Database["public"]['Enums']["payment_provider"],
"reference": string,
"resolution": string | null,
"resolved_at": string | null,
"resolved_by": string | null
            }
                          SetofOptions: {
        from: "*"
        to: "reconciliation_findings"
        isOneToOne: true
        isSetofReturn: false
      } },
"resolve_payment_event":
{ Args: { "event": number,"reason": string }; Returns: Database["public"]['Enums']["payment_event_status"]
                           },
"resonance_breakdown":
{ Args: { "a": string,"b": string }; Returns: {
              "factor": Database["public"]['Enums']["resonance_factor"],"harmony": Database["public"]['Enums']["harmony"],"similarity_bps": number,"total_bps": number,"version": number,"weight_bps": number
            }[]
                           },
"resonance_with":
{ Args: { "person": string }; Returns: Database["public"]['CompositeTypes']["resonance"]
                          SetofOptions: {
        from: "*"
        to: "resonance"
        isOneToOne: true
        isSetofReturn: false
      } },
"resonant_people":
{ Args: { "after_harmony"?: Database["public"]['Enums']["harmony"],"after_person"?: string,"page_size"?: number,"space": string }; Returns: Database["public"]['CompositeTypes']["resonance"][]
                          SetofOptions: {
        from: "*"
        to: "resonance"
        isOneToOne: false
        isSetofReturn: true
      } },
"restore_space":
{ Args: { "space": string }; Returns: {
              "archived_at": string | null,
"branding": NonNullable<Json>,
"created_at": string,
"created_by": string | null,
"description": string,
"id": string,
"join_policy": Database["public"]['Enums']["space_join_policy"],
"kind": Database["public"]['Enums']["space_kind"],
"name": string,
"parent_id": string | null,
"settings": NonNullable<Json>,
"slug": string,
"updated_at": string,
"visibility": Database["public"]['Enums']["space_visibility"]
            }
                          SetofOptions: {
        from: "*"
        to: "spaces"
        isOneToOne: true
        isSetofReturn: false
      } },
"resume_standing_order":
{ Args: { "standing_order": string }; Returns: undefined
                           },
"retract_evidence":
{ Args: { "event": number,"reason": string }; Returns: {
              "domain_code": string,
"evidence": NonNullable<Json>,
"expertise": number,
"frequency": number,
"id": number,
"kind": Database["public"]['Enums']["evidence_kind"],
"occurred_at": string,
"profile_id": string,
"quality": number,
"reason": string,
"recorded_at": string,
"retracts_id": number | null,
"source": string | null
            }
                          SetofOptions: {
        from: "*"
        to: "expertise_events"
        isOneToOne: true
        isSetofReturn: false
      } },
"retry_payment_event":
{ Args: { "event": number }; Returns: Database["public"]['Enums']["payment_event_status"]
                           },
"revise_amendment":
{ Args: { "amendment": string,"body": string,"reason": string,"revision": number,"title": string }; Returns: {
              "answer": string | null,
"answered_at": string | null,
"author_id": string,
"base_revision": number,
"became_revision": number | null,
"body": string,
"created_at": string,
"id": string,
"proposal_id": string,
"reason": string,
"revision": number,
"space_id": string,
"status": Database["public"]['Enums']["amendment_status"],
"title": string,
"updated_at": string,
"visibility": Database["public"]['Enums']["space_visibility"]
            }
                          SetofOptions: {
        from: "*"
        to: "amendments"
        isOneToOne: true
        isSetofReturn: false
      } },
"revise_proposal":
{ Args: { "body": string,"proposal": string,"title": string }; Returns: {
              "author_id": string,
"body": string,
"council_id": string | null,
"created_at": string,
"deliberates_until": string | null,
"ended_at": string | null,
"id": string,
"is_constitutional": boolean,
"kind": Database["public"]['Enums']["proposal_kind"],
"poll_id": string | null,
"poll_rules": Json | null,
"quorum_bps": number | null,
"recalls_id": string | null,
"revision": number,
"seconds_needed": number | null,
"space_id": string,
"stake": number,
"stake_asset_id": string | null,
"stake_kept_if_rejected": boolean,
"stake_status": Database["public"]['Enums']["stake_status"] | null,
"status": Database["public"]['Enums']["proposal_status"],
"submissions": number,
"submitted_at": string | null,
"template": string | null,
"threshold_bps": number | null,
"title": string,
"updated_at": string,
"visibility": Database["public"]['Enums']["space_visibility"],
"voting_days": number | null
            }
                          SetofOptions: {
        from: "*"
        to: "proposals"
        isOneToOne: true
        isSetofReturn: false
      } },
"revoke_consent":
{ Args: { "counterpart"?: string,"purpose": string,"space"?: string }; Returns: undefined
                           },
"revoke_delegation":
{ Args: { "domain"?: string,"space": string }; Returns: {
              "created_at": string,
"delegate_id": string,
"delegator_id": string,
"domain_code": string | null,
"ended_on": string | null,
"id": string,
"space_id": string
            }
                          SetofOptions: {
        from: "*"
        to: "delegations"
        isOneToOne: true
        isSetofReturn: false
      } },
"revoke_invite_code":
{ Args: { "id": string }; Returns: {
              "code": string,
"created_at": string,
"created_by": string | null,
"email": string | null,
"expires_at": string | null,
"id": string,
"max_uses": number,
"note": string,
"request_key": string | null,
"revoked_at": string | null,
"role": Database["public"]['Enums']["space_role"],
"space_id": string,
"uses": number
            }
                          SetofOptions: {
        from: "*"
        to: "invite_codes"
        isOneToOne: true
        isSetofReturn: false
      } },
"revoke_pci_consent":
{ Args: { "scope": Database["public"]['Enums']["pci_scope"] }; Returns: undefined
                           },
"reward_sums":
{ Args: { "space": string,"week": string }; Returns: {
              "action": string,"amount": number,"cap_cut": number,"grants": number,"token": string
            }[]
                           },
"second_amendment":
{ Args: { "amendment": string,"revision": number }; Returns: {
              "answer": string | null,
"answered_at": string | null,
"author_id": string,
"base_revision": number,
"became_revision": number | null,
"body": string,
"created_at": string,
"id": string,
"proposal_id": string,
"reason": string,
"revision": number,
"space_id": string,
"status": Database["public"]['Enums']["amendment_status"],
"title": string,
"updated_at": string,
"visibility": Database["public"]['Enums']["space_visibility"]
            }
                          SetofOptions: {
        from: "*"
        to: "amendments"
        isOneToOne: true
        isSetofReturn: false
      } },
"second_proposal":
{ Args: { "proposal": string,"revision": number }; Returns: {
              "author_id": string,
"body": string,
"council_id": string | null,
"created_at": string,
"deliberates_until": string | null,
"ended_at": string | null,
"id": string,
"is_constitutional": boolean,
"kind": Database["public"]['Enums']["proposal_kind"],
"poll_id": string | null,
"poll_rules": Json | null,
"quorum_bps": number | null,
"recalls_id": string | null,
"revision": number,
"seconds_needed": number | null,
"space_id": string,
"stake": number,
"stake_asset_id": string | null,
"stake_kept_if_rejected": boolean,
"stake_status": Database["public"]['Enums']["stake_status"] | null,
"status": Database["public"]['Enums']["proposal_status"],
"submissions": number,
"submitted_at": string | null,
"template": string | null,
"threshold_bps": number | null,
"title": string,
"updated_at": string,
"visibility": Database["public"]['Enums']["space_visibility"],
"voting_days": number | null
            }
                          SetofOptions: {
        from: "*"
        to: "proposals"
        isOneToOne: true
        isSetofReturn: false
      } },
"set_basic_income":
{ Args: { "amount": number,"for_verified"?: boolean,"is_active"?: boolean,"issues_shortfall"?: boolean,"member_days"?: number,"period": Database["public"]['Enums']["economy_period"],"shares_shortfall"?: boolean,"space": string,"token": string }; Returns: {
              "amount": number,
"asset_id": string,
"created_at": string,
"due_on": string,
"for_verified": boolean,
"is_active": boolean,
"issues_shortfall": boolean,
"member_days": number,
"period": Database["public"]['Enums']["economy_period"],
"shares_shortfall": boolean,
"space_id": string,
"updated_at": string
            }
                          SetofOptions: {
        from: "*"
        to: "basic_incomes"
        isOneToOne: true
        isSetofReturn: false
      } },
"set_confidentiality":
{ Args: { "display_name"?: string,"level": Database["public"]['Enums']["confidentiality_level"],"space"?: string }; Returns: {
              "avatar_path": string | null,
"bio": string | null,
"display_name": string | null,
"id": string,
"joined_at": string | null,
"level": Database["public"]['Enums']["confidentiality_level"],
"role": Database["public"]['Enums']["space_role"] | null,
"shown_profile_id": string | null,
"space_id": string,
"space_visibility": Database["public"]['Enums']["space_visibility"]
            }
                          SetofOptions: {
        from: "*"
        to: "contextual_identities"
        isOneToOne: true
        isSetofReturn: false
      } },
"set_default_method":
{ Args: { "method": string }; Returns: undefined
                           },
"set_demurrage":
{ Args: { "basis_points": number,"is_active"?: boolean,"period": Database["public"]['Enums']["economy_period"],"space": string,"threshold": number,"token": string }; Returns: {
              "asset_id": string,
"basis_points": number,
"created_at": string,
"due_on": string,
"is_active": boolean,
"period": Database["public"]['Enums']["economy_period"],
"space_id": string | null,
"threshold": number,
"updated_at": string
            }
                          SetofOptions: {
        from: "*"
        to: "demurrage_rules"
        isOneToOne: true
        isSetofReturn: false
      } },
"set_global_role":
{ Args: { "person": string,"role": Database["public"]['Enums']["space_role"] }; Returns: {
              "avatar_path": string | null,
"bio": string,
"created_at": string,
"display_name": string,
"erased_at": string | null,
"global_role": Database["public"]['Enums']["space_role"],
"handle": string | null,
"id": string,
"last_active_at": string | null,
"locale": string,
"location": string,
"onboarded_at": string | null,
"timezone": string,
"updated_at": string,
"website": string | null
            }
                          SetofOptions: {
        from: "*"
        to: "profiles"
        isOneToOne: true
        isSetofReturn: false
      } },
"set_member_level":
{ Args: { "level": number,"person": string,"space": string }; Returns: {
              "confidentiality": Database["public"]['Enums']["confidentiality_level"],
"created_at": string,
"decided_at": string | null,
"decided_by": string | null,
"decision_reason": string | null,
"invited_by": string | null,
"joined_at": string | null,
"last_active_at": string | null,
"level": number,
"preferences": NonNullable<Json>,
"profile_id": string,
"request_message": string | null,
"requested_at": string | null,
"role": Database["public"]['Enums']["space_role"],
"space_id": string,
"status": Database["public"]['Enums']["membership_status"],
"updated_at": string
            }
                          SetofOptions: {
        from: "*"
        to: "space_members"
        isOneToOne: true
        isSetofReturn: false
      } },
"set_member_role":
{ Args: { "person": string,"role": Database["public"]['Enums']["space_role"],"space": string }; Returns: {
              "confidentiality": Database["public"]['Enums']["confidentiality_level"],
"created_at": string,
"decided_at": string | null,
"decided_by": string | null,
"decision_reason": string | null,
"invited_by": string | null,
"joined_at": string | null,
"last_active_at": string | null,
"level": number,
"preferences": NonNullable<Json>,
"profile_id": string,
"request_message": string | null,
"requested_at": string | null,
"role": Database["public"]['Enums']["space_role"],
"space_id": string,
"status": Database["public"]['Enums']["membership_status"],
"updated_at": string
            }
                          SetofOptions: {
        from: "*"
        to: "space_members"
        isOneToOne: true
        isSetofReturn: false
      } },
"set_order_method":
{ Args: { "method": string,"standing_order": string }; Returns: undefined
                           },
"set_payment_terms":
{ Args: { "basis_points": number,"currency": string,"fixed_amount": number,"maximum_amount": number,"minimum_amount": number,"space": string }; Returns: {
              "asset_id": string,
"basis_points": number,
"fixed_amount": number,
"id": string,
"maximum_amount": number,
"minimum_amount": number,
"set_at": string,
"space_id": string | null
            }
                          SetofOptions: {
        from: "*"
        to: "payment_terms"
        isOneToOne: true
        isSetofReturn: false
      } },
"set_payout_terms":
{ Args: { "currency": string,"maximum_amount": number,"minimum_amount": number }; Returns: {
              "asset_id": string,
"maximum_amount": number,
"minimum_amount": number,
"set_at": string
            }
                          SetofOptions: {
        from: "*"
        to: "payout_terms"
        isOneToOne: true
        isSetofReturn: false
      } },
"set_reward_rule":
{ Args: { "action": string,"base": number,"daily_amount"?: number,"daily_grants"?: number,"halved_above"?: number,"has_streak"?: boolean,"is_active"?: boolean,"premium_percent"?: number,"space": string,"sunday": number,"superachiever_percent"?: number,"token": string }; Returns: {
              "action": string,
"asset_id": string,
"base": number,
"created_at": string,
"daily_amount": number | null,
"daily_grants": number | null,
"halved_above": number | null,
"has_streak": boolean,
"id": string,
"is_active": boolean,
"premium_percent": number,
"space_id": string | null,
"sunday": number,
"superachiever_percent": number,
"updated_at": string
            }
                          SetofOptions: {
        from: "*"
        to: "reward_rules"
        isOneToOne: true
        isSetofReturn: false
      } },
"set_space_state":
{ Args: { "key": string,"space": string,"value": Json }; Returns: {
              "created_at": string,
"key": string,
"profile_id": string,
"space_id": string,
"updated_at": string,
"value": NonNullable<Json>
            }
                          SetofOptions: {
        from: "*"
        to: "space_state"
        isOneToOne: true
        isSetofReturn: false
      } },
"set_voice_credits":
{ Args: { "credits"?: number,"cycle_days"?: number,"space": string }; Returns: {
              "credits": number,
"cycle_days": number,
"space_id": string,
"updated_at": string
            }
                          SetofOptions: {
        from: "*"
        to: "voice_credit_settings"
        isOneToOne: true
        isSetofReturn: false
      } },
"simulate_economy":
{ Args: { "casual_percent"?: number,"days"?: number,"keen_percent"?: number,"name": string,"people"?: number,"premium_percent"?: number,"seed"?: number,"space": string,"starts_on"?: string,"superachiever_percent"?: number,"treasury"?: number }; Returns: {
              "author_id": string,
"casual_percent": number,
"created_at": string,
"days": number,
"error": string | null,
"finished_at": string | null,
"id": string,
"keen_percent": number,
"name": string,
"people": number,
"premium_percent": number,
"result": Json | null,
"seed": number,
"space_id": string,
"starts_on": string,
"status": Database["public"]['Enums']["simulation_status"],
"superachiever_percent": number,
"treasury": number
            }
                          SetofOptions: {
        from: "*"
        to: "simulation_runs"
        isOneToOne: true
        isSetofReturn: false
      } },
"space_expertise":
{ Args: { "after_identity"?: string,"after_score"?: number,"domain": string,"space": string }; Returns: {
              "identity_id": string,"is_emerging": boolean,"score": number
            }[]
                           },
"spend_treasury":
{ Args: { "amount": number,"asset": string,"identity"?: string,"reason"?: string,"request_key": string,"space": string,"to_space"?: string }; Returns: Database["public"]['CompositeTypes']["transfer"]
                          SetofOptions: {
        from: "*"
        to: "transfer"
        isOneToOne: true
        isSetofReturn: false
      } },
"stake_on_poll":
{ Args: { "amount": number,"asset": string,"poll": string }; Returns: {
              "amount": number,
"asset_id": string,
"hold_id": string,
"poll_id": string,
"profile_id": string,
"staked_at": string
            }
                          SetofOptions: {
        from: "*"
        to: "poll_stakes"
        isOneToOne: true
        isSetofReturn: false
      } },
"stand_for_council":
{ Args: { "proposal": string,"statement": string }; Returns: {
              "candidate_id": string,
"option_id": string | null,
"proposal_id": string,
"space_id": string,
"statement": string,
"visibility": Database["public"]['Enums']["space_visibility"]
            }
                          SetofOptions: {
        from: "*"
        to: "council_candidacies"
        isOneToOne: true
        isSetofReturn: false
      } },
"submit_proposal":
{ Args: { "proposal": string }; Returns: {
              "author_id": string,
"body": string,
"council_id": string | null,
"created_at": string,
"deliberates_until": string | null,
"ended_at": string | null,
"id": string,
"is_constitutional": boolean,
"kind": Database["public"]['Enums']["proposal_kind"],
"poll_id": string | null,
"poll_rules": Json | null,
"quorum_bps": number | null,
"recalls_id": string | null,
"revision": number,
"seconds_needed": number | null,
"space_id": string,
"stake": number,
"stake_asset_id": string | null,
"stake_kept_if_rejected": boolean,
"stake_status": Database["public"]['Enums']["stake_status"] | null,
"status": Database["public"]['Enums']["proposal_status"],
"submissions": number,
"submitted_at": string | null,
"template": string | null,
"threshold_bps": number | null,
"title": string,
"updated_at": string,
"visibility": Database["public"]['Enums']["space_visibility"],
"voting_days": number | null
            }
                          SetofOptions: {
        from: "*"
        to: "proposals"
        isOneToOne: true
        isSetofReturn: false
      } },
"subscribe":
{ Args: { "plan": string,"request_key": string }; Returns: string
                           },
"transfer_ownership":
{ Args: { "person": string,"space": string }; Returns: {
              "confidentiality": Database["public"]['Enums']["confidentiality_level"],
"created_at": string,
"decided_at": string | null,
"decided_by": string | null,
"decision_reason": string | null,
"invited_by": string | null,
"joined_at": string | null,
"last_active_at": string | null,
"level": number,
"preferences": NonNullable<Json>,
"profile_id": string,
"request_message": string | null,
"requested_at": string | null,
"role": Database["public"]['Enums']["space_role"],
"space_id": string,
"status": Database["public"]['Enums']["membership_status"],
"updated_at": string
            }
                          SetofOptions: {
        from: "*"
        to: "space_members"
        isOneToOne: true
        isSetofReturn: false
      } },
"transfer_tokens":
{ Args: { "amount": number,"asset": string,"identity": string,"note"?: string,"request_key": string,"space": string }; Returns: Database["public"]['CompositeTypes']["transfer"]
                          SetofOptions: {
        from: "*"
        to: "transfer"
        isOneToOne: true
        isSetofReturn: false
      } },
"tune_permission":
{ Args: { "allowed": boolean,"permission": string,"role": Database["public"]['Enums']["space_role"],"space": string }; Returns: {
              "is_allowed": boolean,
"permission": string,
"role": Database["public"]['Enums']["space_role"],
"space_id": string,
"tuned_at": string
            }
                          SetofOptions: {
        from: "*"
        to: "role_permissions"
        isOneToOne: true
        isSetofReturn: false
      } },
"unban_member":
{ Args: { "person": string,"space": string }; Returns: undefined
                           },
"unblock_person":
{ Args: { "person": string }; Returns: undefined
                           },
"unsecond_amendment":
{ Args: { "amendment": string }; Returns: {
              "answer": string | null,
"answered_at": string | null,
"author_id": string,
"base_revision": number,
"became_revision": number | null,
"body": string,
"created_at": string,
"id": string,
"proposal_id": string,
"reason": string,
"revision": number,
"space_id": string,
"status": Database["public"]['Enums']["amendment_status"],
"title": string,
"updated_at": string,
"visibility": Database["public"]['Enums']["space_visibility"]
            }
                          SetofOptions: {
        from: "*"
        to: "amendments"
        isOneToOne: true
        isSetofReturn: false
      } },
"unsecond_proposal":
{ Args: { "proposal": string }; Returns: {
              "author_id": string,
"body": string,
"council_id": string | null,
"created_at": string,
"deliberates_until": string | null,
"ended_at": string | null,
"id": string,
"is_constitutional": boolean,
"kind": Database["public"]['Enums']["proposal_kind"],
"poll_id": string | null,
"poll_rules": Json | null,
"quorum_bps": number | null,
"recalls_id": string | null,
"revision": number,
"seconds_needed": number | null,
"space_id": string,
"stake": number,
"stake_asset_id": string | null,
"stake_kept_if_rejected": boolean,
"stake_status": Database["public"]['Enums']["stake_status"] | null,
"status": Database["public"]['Enums']["proposal_status"],
"submissions": number,
"submitted_at": string | null,
"template": string | null,
"threshold_bps": number | null,
"title": string,
"updated_at": string,
"visibility": Database["public"]['Enums']["space_visibility"],
"voting_days": number | null
            }
                          SetofOptions: {
        from: "*"
        to: "proposals"
        isOneToOne: true
        isSetofReturn: false
      } },
"verify_hours":
{ Args: { "entry": string }; Returns: {
              "author_id": string,
"created_at": string,
"decided_at": string | null,
"decided_by": string | null,
"description": string,
"hundredths": number,
"id": string,
"receiver_id": string | null,
"request_key": string,
"space_id": string,
"status": Database["public"]['Enums']["hour_status"],
"worked_on": string
            }
                          SetofOptions: {
        from: "*"
        to: "hour_entries"
        isOneToOne: true
        isSetofReturn: false
      } },
"withdraw_amendment":
{ Args: { "amendment": string }; Returns: {
              "answer": string | null,
"answered_at": string | null,
"author_id": string,
"base_revision": number,
"became_revision": number | null,
"body": string,
"created_at": string,
"id": string,
"proposal_id": string,
"reason": string,
"revision": number,
"space_id": string,
"status": Database["public"]['Enums']["amendment_status"],
"title": string,
"updated_at": string,
"visibility": Database["public"]['Enums']["space_visibility"]
            }
                          SetofOptions: {
        from: "*"
        to: "amendments"
        isOneToOne: true
        isSetofReturn: false
      } },
"withdraw_ballot":
{ Args: { "poll_id": string }; Returns: undefined
                           },
"withdraw_candidacy":
{ Args: { "proposal": string }; Returns: undefined
                           },
"withdraw_connection":
{ Args: { "connection": string }; Returns: {
              "addressee_id": string,
"decided_at": string | null,
"ended_at": string | null,
"id": string,
"kind": Database["public"]['Enums']["connection_kind"],
"message": string | null,
"requested_at": string,
"requester_id": string,
"status": Database["public"]['Enums']["connection_status"]
            }
                          SetofOptions: {
        from: "*"
        to: "connections"
        isOneToOne: true
        isSetofReturn: false
      } },
"withdraw_hours":
{ Args: { "entry": string }; Returns: {
              "author_id": string,
"created_at": string,
"decided_at": string | null,
"decided_by": string | null,
"description": string,
"hundredths": number,
"id": string,
"receiver_id": string | null,
"request_key": string,
"space_id": string,
"status": Database["public"]['Enums']["hour_status"],
"worked_on": string
            }
                          SetofOptions: {
        from: "*"
        to: "hour_entries"
        isOneToOne: true
        isSetofReturn: false
      } },
"withdraw_proposal":
{ Args: { "proposal": string }; Returns: {
              "author_id": string,
"body": string,
"council_id": string | null,
"created_at": string,
"deliberates_until": string | null,
"ended_at": string | null,
"id": string,
"is_constitutional": boolean,
"kind": Database["public"]['Enums']["proposal_kind"],
"poll_id": string | null,
"poll_rules": Json | null,
"quorum_bps": number | null,
"recalls_id": string | null,
"revision": number,
"seconds_needed": number | null,
"space_id": string,
"stake": number,
"stake_asset_id": string | null,
"stake_kept_if_rejected": boolean,
"stake_status": Database["public"]['Enums']["stake_status"] | null,
"status": Database["public"]['Enums']["proposal_status"],
"submissions": number,
"submitted_at": string | null,
"template": string | null,
"threshold_bps": number | null,
"title": string,
"updated_at": string,
"visibility": Database["public"]['Enums']["space_visibility"],
"voting_days": number | null
            }
                          SetofOptions: {
        from: "*"
        to: "proposals"
        isOneToOne: true
        isSetofReturn: false
      } },
"withdraw_submission":
{ Args: { "submission": string }; Returns: {
              "author_id": string,
"awarded_amount": number | null,
"body": string,
"bounty_id": string,
"decline_reason": string | null,
"handed_in_at": string,
"id": string,
"request_key": string,
"share": number | null,
"space_id": string,
"status": Database["public"]['Enums']["bounty_submission_status"]
            }
                          SetofOptions: {
        from: "*"
        to: "bounty_submissions"
        isOneToOne: true
        isSetofReturn: false
      } }
          }
          Enums: {
            "amendment_status": "open"|"stale"|"accepted"|"declined"|"withdrawn","asset_kind": "currency"|"token"|"time","bounty_dispute_outcome": "awarded"|"divided"|"returned"|"lapsed","bounty_source": "wallet"|"treasury"|"payment","bounty_status": "draft"|"open"|"in_review"|"disputed"|"awarded"|"decided"|"expired"|"cancelled","bounty_submission_status": "handed_in"|"declined"|"withdrawn"|"awarded","bounty_transaction_kind": "contributed"|"awarded"|"returned"|"reclaimed"|"restored","campaign_funding": "all_or_nothing"|"keep_it_all","campaign_status": "draft"|"open"|"succeeded"|"failed"|"cancelled","charge_period": "week"|"month"|"year","confidentiality_level": "public"|"pseudonym"|"anonymous","connection_kind": "friendship"|"mentorship"|"collaboration","connection_status": "pending"|"accepted"|"declined"|"withdrawn"|"ended","consent_level": "whisper"|"echo"|"anchor"|"bloom","context_proposal_status": "proposed"|"applied"|"rejected","contribution_status": "started"|"given"|"returning"|"returned"|"credited"|"given_up","dispute_status": "inquiry"|"closed"|"open"|"lost"|"won","donation_status": "started"|"given"|"returned"|"given_up","economy_period": "day"|"week"|"month","ethics_event_kind": "sanction_applied"|"sanction_expired"|"appeal_upheld"|"identity_verified"|"identity_revoked"|"conduct_commended","evidence_kind": "certificate"|"publication"|"contribution"|"accepted_answer"|"peer_validation"|"helpful_report"|"assessment"|"context_adjustment"|"retraction","file_visibility": "private"|"space"|"public","finding_kind": "payment_missing_here"|"payment_missing_there"|"payment_amount_differs"|"payment_rounded"|"payment_charged_twice"|"fee_missing"|"fee_differs"|"refund_missing_here"|"refund_missing_there"|"refund_late"|"refund_amount_differs"|"dispute_missing_here"|"dispute_missing_there"|"dispute_amount_differs"|"transfer_orphan"|"transfer_missing_there"|"transfer_amount_differs"|"currency_differs"|"line_repeated"|"line_unexplained"|"not_booked"|"booking_unexplained","harmony": "high_harmony"|"good_harmony"|"some_common_ground"|"different_paths"|"not_known_yet","hold_status": "pending"|"posted"|"voided","hour_status": "logged"|"verified"|"declined"|"withdrawn","ledger_account_kind": "asset"|"liability"|"equity"|"income"|"expense","ledger_owner": "person"|"space"|"system","matching_status": "open"|"paid"|"cancelled","membership_status": "invited"|"pending"|"active"|"declined"|"removed"|"banned","membership_tier": "basic"|"premium"|"superachiever","order_end_reason": "by_person"|"never_paid"|"unpaid"|"returned"|"membership_ended"|"space_archived"|"erased","payment_event_status": "applied"|"ignored"|"waiting"|"parked"|"failed"|"resolved","payment_provider": "stripe"|"sandbox","payment_purpose": "donation"|"pledge"|"ticket"|"bounty"|"campaign"|"subscription","payment_status": "pending"|"action_required"|"failed"|"expired"|"cancelled"|"succeeded","payout_account_status": "incomplete"|"pending"|"verified"|"rejected","payout_status": "requested"|"sending"|"paid"|"returned"|"failed"|"cancelled","pci_scope": "calibration"|"interpretation"|"memory"|"suggestion"|"proxy"|"training","permission_action": "view"|"create"|"edit"|"delete"|"approve","permission_scope": "space"|"installation","pledge_status": "started"|"standing"|"resting"|"ended","poll_event_kind": "contested"|"dismissed"|"invalidated"|"recounted","poll_lens": "equal"|"ekoh"|"delegated"|"quadratic"|"stake"|"cohort","poll_secrecy": "public"|"pseudonymous"|"secret","poll_status": "draft"|"scheduled"|"open"|"closed"|"tallied"|"published"|"contested"|"cancelled","proposal_kind": "quest"|"funding"|"governance"|"council","proposal_status": "draft"|"deliberation"|"lapsed"|"voting"|"accepted"|"rejected"|"withdrawn"|"enacted","reading_status": "current"|"superseded"|"invalidated","referral_source": "handle"|"invite_code","refund_reason": "requested_by_customer"|"duplicate"|"fraudulent","refund_status": "requested"|"pending"|"succeeded"|"cancelled"|"failed","resonance_factor": "values"|"traits"|"archetypes"|"narrative"|"temporal"|"trust","simulation_status": "queued"|"completed"|"failed","space_join_policy": "open"|"request"|"invite","space_kind": "community"|"platform"|"cooperative"|"hive"|"group"|"team"|"workspace","space_role": "member"|"contributor"|"organizer"|"moderator"|"admin"|"owner","space_rule_kind": "rule"|"flair"|"template"|"automod","space_visibility": "public"|"unlisted"|"private","stake_status": "held"|"returned"|"kept","standing_order_status": "incomplete"|"trialing"|"active"|"past_due"|"paused"|"cancelled"|"ended","term_end": "served"|"resigned"|"recalled"|"left","trace_action": "insert"|"update"|"delete"|"access"|"export"|"erase","trace_origin": "user_provided"|"system_generated"|"derived"|"external"
          }
          CompositeTypes: {
            "ballot_receipt": {
                        "poll_id": string | null,"receipt": string | null,"nonce": string | null,"voter_tag": string | null,"revision": number | null,"cast_at": string | null,"choice": Json | null
                      },"conversion": {
                        "transaction_id": string | null,"booked_at": string | null,"given": number | null,"spread": number | null,"received": number | null
                      },"payment_quote": {
                        "amount": number | null,"fee": number | null,"total": number | null,"received": number | null
                      },"resonance": {
                        "person_id": string | null,"harmony": Database["public"]['Enums']["harmony"] | null,"strongest": (Database["public"]['Enums']["resonance_factor"])[] | null
                      },"transfer": {
                        "transaction_id": string | null,"booked_at": string | null,"account_id": string | null,"amount": number | null,"balance_after": number | null
                      }
          }
        }
}

type DatabaseWithoutInternals = Omit<Database, '__InternalSupabase'>

type DefaultSchema = DatabaseWithoutInternals[Extract<keyof Database, "public">]

export type Tables<
  DefaultSchemaTableNameOrOptions extends
    | keyof (DefaultSchema["Tables"] & DefaultSchema["Views"])
    | { schema: keyof DatabaseWithoutInternals },
  TableName extends DefaultSchemaTableNameOrOptions extends {
    schema: keyof DatabaseWithoutInternals
  }
    ? keyof (DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Tables"] &
        DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Views"])
    : never = never
> = DefaultSchemaTableNameOrOptions extends { schema: keyof DatabaseWithoutInternals }
  ? (DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Tables"] &
      DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Views"])[TableName] extends {
      Row: infer R
    }
    ? R
    : never
  : DefaultSchemaTableNameOrOptions extends keyof (DefaultSchema["Tables"] & DefaultSchema["Views"])
  ? (DefaultSchema["Tables"] & DefaultSchema["Views"])[DefaultSchemaTableNameOrOptions] extends {
      Row: infer R
    }
    ? R
    : never
  : never

export type TablesInsert<
  DefaultSchemaTableNameOrOptions extends
    | keyof DefaultSchema["Tables"]
    | { schema: keyof DatabaseWithoutInternals },
  TableName extends DefaultSchemaTableNameOrOptions extends {
    schema: keyof DatabaseWithoutInternals
  }
    ? keyof DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Tables"]
    : never = never
> = DefaultSchemaTableNameOrOptions extends { schema: keyof DatabaseWithoutInternals }
  ? DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Tables"][TableName] extends {
      Insert: infer I
    }
    ? I
    : never
  : DefaultSchemaTableNameOrOptions extends keyof DefaultSchema["Tables"]
  ? DefaultSchema["Tables"][DefaultSchemaTableNameOrOptions] extends {
      Insert: infer I
    }
    ? I
    : never
  : never

export type TablesUpdate<
  DefaultSchemaTableNameOrOptions extends
    | keyof DefaultSchema["Tables"]
    | { schema: keyof DatabaseWithoutInternals },
  TableName extends DefaultSchemaTableNameOrOptions extends {
    schema: keyof DatabaseWithoutInternals
  }
    ? keyof DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Tables"]
    : never = never
> = DefaultSchemaTableNameOrOptions extends { schema: keyof DatabaseWithoutInternals }
  ? DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Tables"][TableName] extends {
      Update: infer U
    }
    ? U
    : never
  : DefaultSchemaTableNameOrOptions extends keyof DefaultSchema["Tables"]
  ? DefaultSchema["Tables"][DefaultSchemaTableNameOrOptions] extends {
      Update: infer U
    }
    ? U
    : never
  : never

export type Enums<
  DefaultSchemaEnumNameOrOptions extends
    | keyof DefaultSchema["Enums"]
    | { schema: keyof DatabaseWithoutInternals },
  EnumName extends DefaultSchemaEnumNameOrOptions extends {
    schema: keyof DatabaseWithoutInternals
  }
    ? keyof DatabaseWithoutInternals[DefaultSchemaEnumNameOrOptions["schema"]]["Enums"]
    : never = never
> = DefaultSchemaEnumNameOrOptions extends { schema: keyof DatabaseWithoutInternals }
  ? DatabaseWithoutInternals[DefaultSchemaEnumNameOrOptions["schema"]]["Enums"][EnumName]
  : DefaultSchemaEnumNameOrOptions extends keyof DefaultSchema["Enums"]
  ? DefaultSchema["Enums"][DefaultSchemaEnumNameOrOptions]
  : never

export type CompositeTypes<
  PublicCompositeTypeNameOrOptions extends
    | keyof DefaultSchema["CompositeTypes"]
    | { schema: keyof DatabaseWithoutInternals },
  CompositeTypeName extends PublicCompositeTypeNameOrOptions extends {
    schema: keyof DatabaseWithoutInternals
  }
    ? keyof DatabaseWithoutInternals[PublicCompositeTypeNameOrOptions["schema"]]["CompositeTypes"]
    : never = never
> = PublicCompositeTypeNameOrOptions extends { schema: keyof DatabaseWithoutInternals }
  ? DatabaseWithoutInternals[PublicCompositeTypeNameOrOptions["schema"]]["CompositeTypes"][CompositeTypeName]
  : PublicCompositeTypeNameOrOptions extends keyof DefaultSchema["CompositeTypes"]
  ? DefaultSchema["CompositeTypes"][PublicCompositeTypeNameOrOptions]
  : never

export const Constants = {
  "public": {
          Enums: {
            "amendment_status": ["open", "stale", "accepted", "declined", "withdrawn"],"asset_kind": ["currency", "token", "time"],"bounty_dispute_outcome": ["awarded", "divided", "returned", "lapsed"],"bounty_source": ["wallet", "treasury", "payment"],"bounty_status": ["draft", "open", "in_review", "disputed", "awarded", "decided", "expired", "cancelled"],"bounty_submission_status": ["handed_in", "declined", "withdrawn", "awarded"],"bounty_transaction_kind": ["contributed", "awarded", "returned", "reclaimed", "restored"],"campaign_funding": ["all_or_nothing", "keep_it_all"],"campaign_status": ["draft", "open", "succeeded", "failed", "cancelled"],"charge_period": ["week", "month", "year"],"confidentiality_level": ["public", "pseudonym", "anonymous"],"connection_kind": ["friendship", "mentorship", "collaboration"],"connection_status": ["pending", "accepted", "declined", "withdrawn", "ended"],"consent_level": ["whisper", "echo", "anchor", "bloom"],"context_proposal_status": ["proposed", "applied", "rejected"],"contribution_status": ["started", "given", "returning", "returned", "credited", "given_up"],"dispute_status": ["inquiry", "closed", "open", "lost", "won"],"donation_status": ["started", "given", "returned", "given_up"],"economy_period": ["day", "week", "month"],"ethics_event_kind": ["sanction_applied", "sanction_expired", "appeal_upheld", "identity_verified", "identity_revoked", "conduct_commended"],"evidence_kind": ["certificate", "publication", "contribution", "accepted_answer", "peer_validation", "helpful_report", "assessment", "context_adjustment", "retraction"],"file_visibility": ["private", "space", "public"],"finding_kind": ["payment_missing_here", "payment_missing_there", "payment_amount_differs", "payment_rounded", "payment_charged_twice", "fee_missing", "fee_differs", "refund_missing_here", "refund_missing_there", "refund_late", "refund_amount_differs", "dispute_missing_here", "dispute_missing_there", "dispute_amount_differs", "transfer_orphan", "transfer_missing_there", "transfer_amount_differs", "currency_differs", "line_repeated", "line_unexplained", "not_booked", "booking_unexplained"],"harmony": ["high_harmony", "good_harmony", "some_common_ground", "different_paths", "not_known_yet"],"hold_status": ["pending", "posted", "voided"],"hour_status": ["logged", "verified", "declined", "withdrawn"],"ledger_account_kind": ["asset", "liability", "equity", "income", "expense"],"ledger_owner": ["person", "space", "system"],"matching_status": ["open", "paid", "cancelled"],"membership_status": ["invited", "pending", "active", "declined", "removed", "banned"],"membership_tier": ["basic", "premium", "superachiever"],"order_end_reason": ["by_person", "never_paid", "unpaid", "returned", "membership_ended", "space_archived", "erased"],"payment_event_status": ["applied", "ignored", "waiting", "parked", "failed", "resolved"],"payment_provider": ["stripe", "sandbox"],"payment_purpose": ["donation", "pledge", "ticket", "bounty", "campaign", "subscription"],"payment_status": ["pending", "action_required", "failed", "expired", "cancelled", "succeeded"],"payout_account_status": ["incomplete", "pending", "verified", "rejected"],"payout_status": ["requested", "sending", "paid", "returned", "failed", "cancelled"],"pci_scope": ["calibration", "interpretation", "memory", "suggestion", "proxy", "training"],"permission_action": ["view", "create", "edit", "delete", "approve"],"permission_scope": ["space", "installation"],"pledge_status": ["started", "standing", "resting", "ended"],"poll_event_kind": ["contested", "dismissed", "invalidated", "recounted"],"poll_lens": ["equal", "ekoh", "delegated", "quadratic", "stake", "cohort"],"poll_secrecy": ["public", "pseudonymous", "secret"],"poll_status": ["draft", "scheduled", "open", "closed", "tallied", "published", "contested", "cancelled"],"proposal_kind": ["quest", "funding", "governance", "council"],"proposal_status": ["draft", "deliberation", "lapsed", "voting", "accepted", "rejected", "withdrawn", "enacted"],"reading_status": ["current", "superseded", "invalidated"],"referral_source": ["handle", "invite_code"],"refund_reason": ["requested_by_customer", "duplicate", "fraudulent"],"refund_status": ["requested", "pending", "succeeded", "cancelled", "failed"],"resonance_factor": ["values", "traits", "archetypes", "narrative", "temporal", "trust"],"simulation_status": ["queued", "completed", "failed"],"space_join_policy": ["open", "request", "invite"],"space_kind": ["community", "platform", "cooperative", "hive", "group", "team", "workspace"],"space_role": ["member", "contributor", "organizer", "moderator", "admin", "owner"],"space_rule_kind": ["rule", "flair", "template", "automod"],"space_visibility": ["public", "unlisted", "private"],"stake_status": ["held", "returned", "kept"],"standing_order_status": ["incomplete", "trialing", "active", "past_due", "paused", "cancelled", "ended"],"term_end": ["served", "resigned", "recalled", "left"],"trace_action": ["insert", "update", "delete", "access", "export", "erase"],"trace_origin": ["user_provided", "system_generated", "derived", "external"]
          }
        }
} as const
