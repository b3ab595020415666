function primary(user, context, callback) {
  const main = user.app_metadata && user.app_metadata.primary_id;
  if (main) context.primaryUser = main;
  callback(null, user, context);
}
