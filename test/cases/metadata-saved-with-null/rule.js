function removeFlag(user, context, callback) {
  auth0.users.updateAppMetadata(user.user_id, { legacy_flag: null, migrated: new Date().toISOString() });
  callback(null, user, context);
}
