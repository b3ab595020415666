function (user, context, callback) {
  context.samlConfiguration = context.samlConfiguration || {};
  context.samlConfiguration.mappings = { team: 'app_metadata.team' };
  callback(null, user, context);
}
