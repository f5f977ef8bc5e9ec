
export type Json = string | number | boolean | null | { [key: string]: Json | undefined } | Json[]

export type Database = {
  
  "public": {
          Tables: {
            "profiles": {
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
                },"space_members": {
                  Row: {
                    "created_at": string,"decided_at": string | null,"decided_by": string | null,"decision_reason": string | null,"invited_by": string | null,"joined_at": string | null,"last_active_at": string | null,"level": number,"preferences": NonNullable<Json>,"profile_id": string,"request_message": string | null,"requested_at": string | null,"role": Database["public"]['Enums']["space_role"],"space_id": string,"status": Database["public"]['Enums']["membership_status"],"updated_at": string
                  }
                  ComputedFields: never
                  Insert: {
                    "created_at"?: string,"decided_at"?: string | null,"decided_by"?: string | null,"decision_reason"?: string | null,"invited_by"?: string | null,"joined_at"?: string | null,"last_active_at"?: string | null,"level"?: number,"preferences"?: NonNullable<Json>,"profile_id": string,"request_message"?: string | null,"requested_at"?: string | null,"role"?: Database["public"]['Enums']["space_role"],"space_id": string,"status": Database["public"]['Enums']["membership_status"],"updated_at"?: string
                  }
                  Update: {
                    "created_at"?: string,"decided_at"?: string | null,"decided_by"?: string | null,"decision_reason"?: string | null,"invited_by"?: string | null,"joined_at"?: string | null,"last_active_at"?: string | null,"level"?: number,"preferences"?: NonNullable<Json>,"profile_id"?: string,"request_message"?: string | null,"requested_at"?: string | null,"role"?: Database["public"]['Enums']["space_role"],"space_id"?: string,"status"?: Database["public"]['Enums']["membership_status"],"updated_at"?: string
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
                }
          }
          Views: {
            [_ in never]: never
          }
          Functions: {
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
"invite_member":
{ Args: { "person": string,"role"?: Database["public"]['Enums']["space_role"],"space": string }; Returns: {
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
"join_space":
{ Args: { "message"?: string,"space": string }; Returns: {
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
"my_memberships":
{ Args: Record<PropertyKey, never>; Returns: {
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
      } }
          }
          Enums: {
            "membership_status": "invited"|"pending"|"active"|"banned","space_join_policy": "open"|"request"|"invite","space_kind": "community"|"platform"|"cooperative"|"hive"|"group"|"team"|"workspace","space_role": "member"|"contributor"|"organizer"|"moderator"|"admin"|"owner","space_visibility": "public"|"unlisted"|"private"
          }
          CompositeTypes: {
            [_ in never]: never
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
            "membership_status": ["invited", "pending", "active", "banned"],"space_join_policy": ["open", "request", "invite"],"space_kind": ["community", "platform", "cooperative", "hive", "group", "team", "workspace"],"space_role": ["member", "contributor", "organizer", "moderator", "admin", "owner"],"space_visibility": ["public", "unlisted", "private"]
          }
        }
} as const
