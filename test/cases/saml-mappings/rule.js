function samlAttributes(user, context, callback) {
  context.samlConfiguration = context.samlConfiguration || {};
  context.samlConfiguration.mappings = {
    'http://schemas.example.com/email': 'email',
    'http://schemas.example.com/team': 'app_metadata.team.name',
    SessionDuration: '43200'
  };
  context.samlConfiguration.mappings['http://schemas.example.com/id'] = 'user_id';
  callback(null, user, context);
}
